// Plays the planes of one axis. The next plane is asked for only when the last one is on the screen: what one sees
// is every plane, as fast as they come, and never faster than the eye can follow.

const INTERVAL = 125;
/** For people who asked their system for less motion. */
const CALM_INTERVAL = 1000;

export interface PlayerClock {
  readonly now: () => number;
  readonly later: (call: () => void, milliseconds: number) => number;
  readonly cancel: (timer: number) => void;
}

const browserClock: PlayerClock = {
  now: () => performance.now(),
  later: (call, milliseconds) => window.setTimeout(call, milliseconds),
  cancel: (timer) => window.clearTimeout(timer),
};

export class Player {
  private timer = 0;
  private steppedAt = 0;
  private running = false;
  private readonly interval: number;

  constructor(
    private readonly step: () => void,
    private readonly changed: (playing: boolean) => void,
    still: boolean,
    private readonly clock: PlayerClock = browserClock,
  ) {
    this.interval = still ? CALM_INTERVAL : INTERVAL;
  }

  get playing(): boolean {
    return this.running;
  }

  toggle(): void {
    if (this.running) this.stop();
    else this.start();
  }

  start(): void {
    this.running = true;
    this.changed(true);
    this.go();
  }

  stop(): void {
    if (!this.running) return;
    this.running = false;
    this.clock.cancel(this.timer);
    this.changed(false);
  }

  /** The plane asked for is on the screen. */
  shown(): void {
    if (!this.running) return;
    const wait = Math.max(0, this.interval - (this.clock.now() - this.steppedAt));
    this.clock.cancel(this.timer);
    this.timer = this.clock.later(() => this.go(), wait);
  }

  private go(): void {
    this.steppedAt = this.clock.now();
    this.step();
  }
}
