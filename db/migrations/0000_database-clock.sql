-- The one clock of everything that is stored, cut to the API's precision. An inlined SQL function costs
-- nothing over now(); a test replaces it in its own database to move time by hand.
CREATE FUNCTION punctual_now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT date_trunc('milliseconds', now()) $$;
