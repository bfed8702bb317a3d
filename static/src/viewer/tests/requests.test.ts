import { describe, expect, it } from "vitest";
import { RequestQueue } from "../requests";

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done));
const never = new AbortController().signal;

describe("the request queue", () => {
  it("runs no more than its limit at once and everybody in turn", async () => {
    const queue = new RequestQueue(2);
    const tasks = Array.from({ length: 5 }, deferred);
    const begun: number[] = [];
    const all = tasks.map((task, index) =>
      queue.run(() => {
        begun.push(index);
        return task.promise;
      }, never),
    );
    await settle();
    expect(begun).toEqual([0, 1]);
    tasks[1]?.resolve();
    await settle();
    expect(begun).toEqual([0, 1, 2]);
    tasks.forEach((task) => task.resolve());
    await Promise.all(all);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it("never begins what was given up while it waited, and does not block behind it", async () => {
    const queue = new RequestQueue(1);
    const first = deferred();
    const given = new AbortController();
    const begun: string[] = [];
    const running = queue.run(() => first.promise, never);
    const dropped = queue.run(async () => void begun.push("dropped"), given.signal);
    const last = queue.run(async () => void begun.push("last"), never);
    given.abort();
    first.resolve();
    await expect(dropped).rejects.toThrow();
    await Promise.all([running, last]);
    expect(begun).toEqual(["last"]);
  });

  it("goes on after a failure", async () => {
    const queue = new RequestQueue(1);
    await expect(queue.run(() => Promise.reject(new Error("gone")), never)).rejects.toThrow("gone");
    await expect(queue.run(() => Promise.resolve(7), never)).resolves.toBe(7);
  });
});
