import { notFound } from "next/navigation";
import { ServiceError } from "../lib/domain/errors.ts";

/** What a verb finds; the page "not found" where it finds nothing, or nothing the reader may see. */
export async function found<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "not_found") notFound();
    throw error;
  }
}
