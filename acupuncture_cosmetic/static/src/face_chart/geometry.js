/** Thinking about the drawing: what is near, what lies that way, where words fit. */

const FACE = { x: 30, y: 44, width: 540, height: 752, letter: 10.5 };
const BODY = { x: 20, y: 8, width: 560, height: 984, letter: 14 };

/** What is shown of each drawing: its middle, without the empty rim. */
export const WINDOWS = {
    face_front: FACE,
    face_left: FACE,
    face_right: FACE,
    body_front: BODY,
    body_back: BODY,
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
            spots.push({ id: `${key}:${nth}`, key, nth, point, side, x, y });
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

const GAP = 9;

function boxAt(spot, [dx, dy], letter) {
    const width = 0.63 * letter * spot.point.code.length;
    const height = 1.15 * letter;
    const x = spot.x + dx * GAP - (dx < 0 ? width : dx === 0 ? width / 2 : 0);
    const y = spot.y + dy * (GAP + letter / 5) - height / 2;
    return { x, y, width, height };
}

function overlap(a, b) {
    const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
    const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
    return wide > 0 && high > 0 ? wide * high : 0;
}

function outside(box, shown) {
    const right = box.x + box.width - shown.x - shown.width;
    return Math.max(0, shown.x - box.x) + Math.max(0, right);
}

/**
 * Where the words of some spots go: outward from the midline, else wherever they cover
 * the fewest dots and words.
 *
 * @param {Object[]} spots those that get words
 * @param {Object[]} dots those that should not be covered
 * @param {Object} shown the window of the drawing
 */
export function placeWords(spots, dots, shown) {
    const taken = dots.map(({ x, y }) => ({ x: x - 5, y: y - 5, width: 10, height: 10 }));
    const middle = shown.x + shown.width / 2;
    const first = spots.filter(({ nth }) => !nth); // a group of places has its name once
    return first.map((spot) => {
        const out = spot.x < middle ? -1 : 1;
        const ways = [
            [out, 0],
            [-out, 0],
            [0, -1],
            [0, 1],
            [out, -1],
            [out, 1],
            [-out, -1],
            [-out, 1],
        ];
        const choices = ways.map((way, rank) => {
            const box = boxAt(spot, way, shown.letter);
            const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0);
            return { way, box, cost: rank + covered + 50 * outside(box, shown) };
        });
        const best = choices.reduce((a, b) => (b.cost < a.cost ? b : a));
        taken.push(best.box);
        const [dx] = best.way;
        return {
            id: spot.id,
            text: spot.point.code,
            anchor: dx < 0 ? "end" : dx > 0 ? "start" : "middle",
            x: spot.x + dx * GAP,
            y: best.box.y + 0.95 * shown.letter,
        };
    });
}
