/** Small drawings of tongue and pulse; our own, schematic, one for each shipped term. */

const NORMAL = "M12 7C14 3 34 3 36 7C41 17 37 44 24 44C11 44 7 17 12 7Z";
const SHAPES = {
    swollen: "M8 7C11 2 37 2 40 7C46 18 42 44 24 44C6 44 2 18 8 7Z",
    thin: "M17 7C19 3 29 3 31 7C34 17 31 44 24 44C17 44 14 17 17 7Z",
    tooth_marks:
        "M12 7C14 3 34 3 36 7Q40 10 37 14Q41 18 38 22Q41 26 37 30Q38 34 34 37Q31 44 24 44Q17 44 14 37Q10 34 11 30Q7 26 10 22Q7 18 11 14Q8 10 12 7Z",
    deviated: "M10 7C12 3 32 3 34 7C40 18 43 36 34 43C24 46 8 20 10 7Z",
};
const COLORS = {
    pale: "#f3d5cf",
    light_red: "#e79a92",
    red: "#d2493f",
    dark_red: "#96222b",
    purple: "#8a5f9e",
};
const COATS = {
    thin_white: ["#ffffff", 0.55],
    thick_white: ["#ffffff", 0.95],
    thin_yellow: ["#f2d675", 0.65],
    thick_yellow: ["#dcae2c", 0.95],
    greasy: ["#f4ecd2", 0.95],
    peeled: ["#ffffff", 0.85],
};
const LINES = {
    cracked: "M24 12V37M24 18L18 22M24 24L30 28M24 30L19 34",
    dry: "M17 14L20 18L17 22M30 13L27 17L30 21M20 30L23 34M29 30L27 34",
};
const DOTS = {
    greasy: [
        [20, 15], [27, 13], [23, 21], [29, 24], [19, 27], [25, 30],
    ],
    moist: [
        [19, 13], [21, 18],
    ],
    wet: [
        [18, 12], [29, 16], [20, 24], [30, 28], [22, 35], [26, 8],
    ],
};

/** Return how a tongue is drawn, in a box of 48 by 48; plain for a term of the clinic. */
export function tongue(code) {
    const [coat, cover] = COATS[code] || [];
    return {
        body: SHAPES[code] || NORMAL,
        color: COLORS[code] || COLORS.light_red,
        tip: code === "red_tip",
        coat,
        cover,
        gaps: code === "peeled",
        lines: LINES[code],
        dots: DOTS[code] || [],
        drops: code === "wet" || code === "moist",
    };
}

const HEIGHT = 28;
const WIDTH = 72;
// beats in the picture, height of a beat, where it runs from the top, line, sharpness
const PULSES = {
    even: [4, 9, 19, 2, 0.5],
    floating: [4, 6, 9, 2, 0.5],
    deep: [4, 6, 26, 2, 0.5],
    slow: [2, 9, 19, 2, 0.5],
    rapid: [7, 9, 19, 2, 0.5],
    weak: [4, 3, 18, 1.5, 0.5],
    full: [4, 18, 24, 3.5, 0.5],
    wiry: [4, 3, 15, 3, 0.05],
    tight: [9, 8, 19, 2.5, 0],
    slippery: [3, 13, 21, 2.5, 0.9],
    choppy: [5, 9, 20, 2, 0, [1, 0.45, 0.8, 0.35, 0.7]],
    thready: [4, 6, 18, 0.8, 0.5],
    soft: [4, 4, 10, 1, 0.9],
    irregular: [6, 11, 20, 2, 0.3, [1, 1, 0, 1, 0, 0.8]],
};

/** Return the line of a pulse, in a box of 72 by 28; even for a term of the clinic. */
export function pulse(code) {
    const [beats, high, base, width, round, heights = [1]] = PULSES[code] || PULSES.even;
    const step = WIDTH / beats;
    let path = `M0 ${base}`;
    for (let beat = 0; beat < beats; beat++) {
        const top = base - high * heights[beat % heights.length];
        const [from, peak, to] = [beat * step, (beat + 0.4) * step, (beat + 1) * step];
        const bend = round * 0.4 * step;
        path +=
            ` C${n(from + bend)} ${base} ${n(peak - bend)} ${n(top)} ${n(peak)} ${n(top)}` +
            ` C${n(peak + bend)} ${n(top)} ${n(to - bend)} ${base} ${n(to)} ${base}`;
    }
    return { path, width, middle: HEIGHT / 2 };
}

function n(value) {
    return Math.round(value * 10) / 10;
}
