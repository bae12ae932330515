/** Thinking about places that are no points: their side, what is near, along a line. */

const MIDDLE = 300; // of every drawing
const NARROW = 9; // from the middle: still the midline
const IN_THE_HAIR = 2; // times farther than it is
const PROFILES = { face_left: "face_right", face_right: "face_left" };

/** The client's side of a place; the server thinks the same. */
export function sideAt(map, x) {
    if (PROFILES[map]) {
        return map.replace("face_", "");
    }
    if (Math.abs(x - MIDDLE) < NARROW) {
        return "mid";
    }
    return x > MIDDLE === (map !== "body_back") ? "left" : "right";
}

/** The same place on the client's other side, or null on the midline. */
export function mirrored({ map, x, y }) {
    return sideAt(map, x) === "mid" ? null : { map: PROFILES[map] || map, x: 2 * MIDDLE - x, y };
}

/** The standard point in whose zone a place lies. */
export function pointNear(spots, x, y) {
    let best = null;
    let least = Infinity;
    for (const spot of spots) {
        const far = spot.point.zone === "scalp" ? IN_THE_HAIR : 1;
        const distance = Math.hypot(spot.x - x, spot.y - y) * far;
        if (distance < least) {
            [best, least] = [spot.point, distance];
        }
    }
    return best;
}

/** So many places, evenly from one end of a line to the other. */
export function alongLine({ map, x, y, toX, toY }, count) {
    const gaps = Math.max(1, count - 1);
    return Array.from({ length: count }, (_, n) => ({
        map,
        x: Math.round(x + ((toX - x) * n) / gaps),
        y: Math.round(y + ((toY - y) * n) / gaps),
    }));
}

export function lengthOf({ x, y, toX, toY }) {
    return Math.hypot(toX - x, toY - y);
}
