// The sliders of Z and T and the one player they share.
import type { ImageFacts } from "./imgdata";
import { PlaneSlider, type Axis } from "./planeSlider";
import { Player } from "./player";
import type { Store } from "./store";

export interface Planes {
  /** Plays T, or Z when there is one time point; null when there is one plane. */
  readonly player: Player | null;
  /** To be called when a picture is complete on the screen, and when one failed. */
  readonly shown: () => void;
  readonly failed: () => void;
}

export function startPlanes(root: HTMLElement, facts: ImageFacts, store: Store, still: boolean): Planes {
  const sizes = { z: facts.sizeZ, t: facts.sizeT };
  const players = { z: axisPlayer("z"), t: axisPlayer("t") };
  const sliders = { z: axisSlider("z"), t: axisSlider("t") };
  root.classList.toggle("one-plane", sizes.z === 1 && sizes.t === 1);

  function axisPlayer(axis: Axis): Player {
    const step = (): void => store.dispatch({ type: "plane", [axis]: (store.state[axis] + 1) % sizes[axis] });
    return new Player(step, (playing) => sliders[axis].showPlaying(playing), still);
  }

  function axisSlider(axis: Axis): PlaneSlider {
    return new PlaneSlider(root, axis, sizes[axis], store, () => toggle(axis));
  }

  /** One axis plays at a time: with two, nobody could tell what moves. */
  function toggle(axis: Axis): void {
    players[axis === "z" ? "t" : "z"].stop();
    players[axis].toggle();
  }

  const both = (call: (player: Player) => void) => (): void => Object.values(players).forEach(call);
  const main: Axis | null = sizes.t > 1 ? "t" : sizes.z > 1 ? "z" : null;
  return {
    player: main && players[main],
    shown: both((player) => player.shown()),
    failed: both((player) => player.stop()),
  };
}
