/**
 * How long ago that was, in the language of the page: "3 hours ago". Whole minutes, hours or days.
 * @param {string | number} when ISO 8601, or milliseconds since 1970.
 */
export function ago(when) {
  const minutes = Math.max(1, Math.round((Date.now() - new Date(when).getTime()) / 60_000));
  const say = new Intl.RelativeTimeFormat(document.documentElement.lang);
  if (minutes < 60) return say.format(-minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? say.format(-hours, "hour") : say.format(-Math.floor(hours / 24), "day");
}
