/** What is compared and how it is looked at, without a screen. */

export const STEP = 1.25;
const MOST = 8;

export function clamp(value, least, most) {
    return Math.min(Math.max(value, least), most);
}

/** Return the view moved by percents of the frame; the picture never leaves it. */
export function pan({ scale, x, y }, dx, dy) {
    const room = ((scale - 1) / 2) * 100;
    return { scale, x: clamp(x + dx, -room, room), y: clamp(y + dy, -room, room) };
}

/** Return the view zoomed about a place, in percents of the frame from its centre. */
export function zoom({ scale, x, y }, factor, at = { x: 0, y: 0 }) {
    const next = clamp(scale * factor, 1, MOST);
    const ratio = next / scale;
    const moved = { scale: next, x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio };
    return pan(moved, 0, 0);
}

/** Return the kinds of photo (angle and expression), those with a pair first. */
export function kinds(photos) {
    const found = new Map();
    for (const photo of photos) {
        const key = `${photo.angle} ${photo.expression}`;
        if (!found.has(key)) {
            const { angle, expression } = photo;
            found.set(key, { key, angle, expression, photos: [] });
        }
        found.get(key).photos.push(photo);
    }
    const pairFirst = (kind) => (kind.photos.length > 1 ? 0 : 1);
    return [...found.values()].sort((a, b) => pairFirst(a) - pairFirst(b));
}

/** Return the ids to begin with: the first photo before the course, and the last one. */
export function defaultPair(photos) {
    const first = photos.find((photo) => photo.phase === "baseline") || photos[0];
    const last = photos[photos.length - 1];
    return [first.id, last.id];
}
