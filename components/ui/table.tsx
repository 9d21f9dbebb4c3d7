import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A dense table that scrolls sideways inside its panel rather than moving the page. */
export function Table({ className, ...rest }: ComponentProps<"table">) {
  return (
    <div className="overflow-x-auto">
      <table className={clsx("w-full border-collapse text-left text-sm", className)} {...rest} />
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={clsx(
        "h-9 whitespace-nowrap border-line border-b px-3 font-medium text-muted text-xs first:pl-4 last:pr-4",
        className,
      )}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return <td className={clsx("h-11 px-3 py-1.5 first:pl-4 last:pr-4", className)} {...rest} />;
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      className={clsx(
        "border-line border-b transition-colors last:border-0 hover:bg-hover",
        className,
      )}
      {...rest}
    />
  );
}
