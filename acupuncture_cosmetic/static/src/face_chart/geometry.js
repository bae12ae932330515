/** Thinking about the drawing: what is near, what lies that way, where words fit. */

export const BOXES = {
    face_front: [600, 800],
    face_left: [600, 800],
    face_right: [600, 800],
    body_front: [600, 1000],
    body_back: [600, 1000],
};

/** The spots of one drawing, from the rows of the server. */
export function spotsOf(places, points) {
    const seen = new Map();
    const spots = [];
    for (const [pointId, side, x, y] of places) {
        const point = points.get(pointId);
        if (point) {
            const key = `${pointId}:${side}`;
            const nth = seen.get(key) || 0;
            seen.set(key, nth + 1);
            spots.push({ id: `${key}:${nth}`, key, point, side, x, y });
        }
    }
    return spots;
}

/** The spot nearest to a place, if one is near enough for a finger. */
export function nearest(spots, x, y, reach) {
    let best = null;
    let bestDistance = reach;
    for (const spot of spots) {
        const distance = Math.hypot(spot.x - x, spot.y - y);
        if (distance <= bestDistance) {
            best = spot;
            bestDistance = distance;
        }
    }
    return best;
}

const WAYS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};

/**
 * The spot that an arrow key leads to: near, and rather straight ahead. Whatever lies
 * within 45 degrees goes before all else, so that every spot can be reached.
 */
export function neighbour(spots, from, arrow) {
    const [wayX, wayY] = WAYS[arrow];
    let best = null;
    let bestCost = Infinity;
    for (const spot of spots) {
        const ahead = (spot.x - from.x) * wayX + (spot.y - from.y) * wayY;
        const aside = Math.abs((spot.x - from.x) * wayY) + Math.abs((spot.y - from.y) * wayX);
        if (ahead > 0) {
            const cost = ahead + 2 * aside + (aside > ahead ? 1000 : 0);
            if (cost < bestCost) {
                best = spot;
                bestCost = cost;
            }
        }
    }
    return best || from;
}

const LINE = 12;
const LETTER = 6.4;
const GAP = 9;

function boxAt(spot, way, width) {
    const [dx, dy] = way;
    const x = spot.x + dx * GAP - (dx < 0 ? width : dx === 0 ? width / 2 : 0);
    const y = spot.y + dy * (GAP + 2) - LINE / 2;
    return { x, y, width, height: LINE };
}

function overlap(a, b) {
    const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
    const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
    return wide > 0 && high > 0 ? wide * high : 0;
}

/**
 * Where the words of some spots go: outward from the midline, else wherever they cover
 * the fewest dots and words.
 */
export function placeWords(spots, dots, [boxWidth]) {
    const taken = dots.map(({ x, y }) => ({ x: x - 6, y: y - 6, width: 12, height: 12 }));
    const placed = [];
    for (const spot of spots) {
        const width = spot.point.code.length * LETTER;
        const out = spot.x < boxWidth / 2 ? -1 : 1;
        const ways = [
            [out, 0], [-out, 0], [0, -1], [0, 1], [out, -1], [out, 1], [-out, -1], [-out, 1],
        ];
        let best = null;
        let bestCost = Infinity;
        ways.forEach((way, rank) => {
            const box = boxAt(spot, way, width);
            const outside = Math.max(0, -box.x) + Math.max(0, box.x + width - boxWidth);
            const cost =
                rank + 50 * outside + taken.reduce((sum, other) => sum + overlap(box, other), 0);
            if (cost < bestCost) {
                best = box;
                bestCost = cost;
            }
        });
        taken.push(best);
        placed.push({ id: spot.id, text: spot.point.code, x: best.x, y: best.y + LINE - 2 });
    }
    return placed;
}
