import { describe, expect, it } from "vitest";
import { Player, type PlayerClock } from "../player";

/** Time that passes only when the test says so. */
class Clock implements PlayerClock {
  time = 0;
  private calls: { at: number; call: () => void; id: number }[] = [];
  private ids = 0;
  readonly now = (): number => this.time;
  readonly cancel = (timer: number): void => void (this.calls = this.calls.filter((call) => call.id !== timer));
  readonly later = (call: () => void, milliseconds: number): number => {
    this.calls.push({ at: this.time + milliseconds, call, id: ++this.ids });
    return this.ids;
  };

  pass(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.calls.filter((call) => call.at <= this.time);
    this.calls = this.calls.filter((call) => call.at > this.time);
    for (const { call } of due) call();
  }
}

function playing(still = false): { player: Player; clock: Clock; steps: () => number } {
  const clock = new Clock();
  let count = 0;
  const player = new Player(() => count++, () => undefined, still, clock);
  player.start();
  return { player, clock, steps: () => count };
}

describe("the player", () => {
  it("waits for a plane to be shown, however long that takes", () => {
    const { player, clock, steps } = playing();
    clock.pass(60_000);
    expect(steps()).toBe(1);
    player.shown();
    clock.pass(0);
    expect(steps()).toBe(2);
  });

  it("is never faster than eight planes a second, one with less motion", () => {
    for (const [still, interval] of [
      [false, 125],
      [true, 1000],
    ] as const) {
      const { player, clock, steps } = playing(still);
      player.shown();
      clock.pass(interval - 1);
      expect(steps()).toBe(1);
      clock.pass(1);
      expect(steps()).toBe(2);
    }
  });

  it("stops at once", () => {
    const { player, clock, steps } = playing();
    player.shown();
    player.stop();
    clock.pass(10_000);
    player.shown();
    clock.pass(10_000);
    expect(steps()).toBe(1);
  });
});
