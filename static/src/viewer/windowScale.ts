// From where to where the slider of a channel reaches.
import type { ChannelFacts, ImageFacts } from "./imgdata";
import type { WindowScale, WindowValue } from "./windowSlider";

/** Types with no more values than this get their whole range. */
const SMALL_RANGE = 255;
const STEPS = 1000;

/** The values that occur in the channel, widened so that the window itself always fits. */
export function windowScale(
  image: Pick<ImageFacts, "range" | "integer">,
  channel: Pick<ChannelFacts, "min" | "max">,
  window: WindowValue,
): WindowScale {
  const [least, most] = image.range;
  const whole = image.integer && most - least <= SMALL_RANGE;
  const low = Math.min(whole ? least : channel.min, window.start);
  const high = Math.max(whole ? most : channel.max, window.end);
  return { low, high, step: image.integer ? 1 : (high - low) / STEPS || 1 };
}
