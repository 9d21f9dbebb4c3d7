/*
 * The statement that takes messages by turns. A lane is the waiting messages of one project (`group_id`); those put by a
 * version that did not name it are a lane of their own.
 */

/** What waits. The partial indexes say it in the same words. */
const WAITING = "state < 'active' and not blocked";
const LANE = "(coalesce(group_id, '') collate \"C\")";

/** Beside pg-boss's own: finds the lanes of a queue, and within a lane what comes first, without walking over the others. */
export function laneIndex(schema: string): string {
  return `create index if not exists punctual_lanes on ${schema}.job_common (name, ${LANE}, priority desc, created_on, start_after)
    where ${WAITING}`;
}

/** Parameters: names of queues, `[{lane, held}]` as JSON, the lane served last, how many. */
export function takeByTurns(schema: string): string {
  const job = `${schema}.job`;
  const isDue = `${WAITING} and start_after <= ${schema}.job_now()`;
  // The first lane of all queues after another one.
  const lane = (condition: string): string => `
    select ahead.lane from queues cross join lateral (
      select ${LANE} as lane from ${job} where name = queues.name and ${WAITING} and ${condition} order by name, ${LANE} limit 1) as ahead`;
  // A range, though it holds one lane: only the index above can serve its order, whatever statistics say of a lane that is new.
  const inLane = (of: string): string => `${LANE} between ${of} and ${of} and ${isDue}`;
  const inTurn = `${LANE}, priority desc, created_on`;
  return `
  with recursive queues as materialized (select unnest($1::text[]) as name),
  busy as materialized (
    select lane collate "C" as lane, held from json_to_recordset($2::text::json) as x(lane text, held int)
  ),
  lanes (n, wrapped, lane) as (
    select 0, false, $3::text collate "C"
    union all
    select lanes.n + 1, next.wrapped, next.lane from lanes cross join lateral (
      (select lanes.wrapped as wrapped, lane from (${lane(`${LANE} > lanes.lane`)}) as ahead
        where not lanes.wrapped or lane <= $3 order by lane limit 1)
      union all
      (select true, lane from (${lane(`${LANE} >= ''`)}) as first
        where not lanes.wrapped and lane <= $3 order by lane limit 1)
      order by wrapped limit 1
    ) as next
  ),
  due as materialized (
    select lanes.n, lanes.lane from lanes cross join lateral (
      select 1 from queues cross join lateral (
        select 1 from ${job} where name = queues.name and ${inLane("lanes.lane")} order by ${inTurn} limit 1) as one limit 1
    ) as has_due
    where lanes.n > 0 limit $4::int + (select count(*) from busy)
  ),
  weighed as materialized (
    select due.n, due.lane, coalesce(busy.held, 0) as held from due left join busy on busy.lane = due.lane
  ),
  level as materialized (
    select ceil(($4::int + coalesce(sum(held), 0)) / greatest(count(*), 1)::numeric)::int as most from weighed
  ),
  waiting as (
    select weighed.n, weighed.lane, weighed.held, next.name, weighed.held + row_number()
      over (partition by weighed.lane order by next.priority desc, next.created_on) as place
    from level cross join weighed cross join lateral (
      select queues.name, one.priority, one.created_on from queues cross join lateral (
        select priority, created_on from ${job} where name = queues.name and ${inLane("weighed.lane")}
        order by ${inTurn} limit greatest(level.most - weighed.held, 0)) as one
    ) as next
  ),
  grants as materialized (
    select n, lane, held, name, count(*) as granted
    from (select * from waiting order by place, n limit $4::int) as first group by n, lane, held, name
  ),
  taken as materialized (
    select grants.n, grants.lane, one.id, grants.held + row_number()
      over (partition by grants.lane order by one.priority desc, one.created_on) as place
    from grants cross join lateral (
      select id, priority, created_on from ${job} where name = grants.name and ${inLane("grants.lane")}
      order by ${inTurn} limit grants.granted for update skip locked) as one
  ),
  gone as (
    delete from ${job} where name = any($1::text[]) and id = any(array(select id from taken)) returning id, data
  )
  select taken.id as "dispatchId", gone.data->>'runId' as "runId", taken.lane
  from taken join gone on gone.id = taken.id order by taken.place, taken.n`;
}
