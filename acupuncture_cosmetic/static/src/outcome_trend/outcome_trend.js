import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WIDTH = 420;
const HEIGHT = 190;
const LEFT = 34;
const RIGHT = 14;
const TOP = 14;
const BOTTOM = 26;
const EDGE = 12; // so that no mark lies on a label
const GRID = 5;
const DAY = 24 * 3600 * 1000;

/** Where the values of one chart lie: plain numbers, tested without a browser. */
export function layOut(chart) {
    const points = chart.series.flatMap((series) => series.points);
    const times = points.map((point) => Date.parse(`${point.at}Z`));
    const first = Math.min(...times);
    const span = Math.max(Math.max(...times) - first, DAY);
    const range = chart.maximum - chart.minimum;
    const alone = Math.max(...times) - first < DAY;
    const x = (point) => {
        const share = alone ? 0.5 : (Date.parse(`${point.at}Z`) - first) / span;
        return LEFT + EDGE + share * (WIDTH - LEFT - RIGHT - 2 * EDGE);
    };
    const y = (value) =>
        TOP + (1 - (value - chart.minimum) / range) * (HEIGHT - TOP - BOTTOM);
    return { x, y };
}

/** Return few round values for the lines of the grid, ends included. */
export function gridValues(chart) {
    const range = chart.maximum - chart.minimum;
    const count = Number.isInteger(range) && range <= GRID ? range : GRID - 1;
    return Array.from({ length: count + 1 }, (_value, place) => {
        const value = chart.minimum + (range * place) / count;
        return Math.round(value * 100) / 100;
    });
}

/** Ratings over time: a small chart for each scale and area, and the same as a table. */
export class OutcomeTrend extends Component {
    static template = "acupuncture_cosmetic.OutcomeTrend";
    static props = { ...standardFieldProps };

    get charts() {
        return (this.props.record.data[this.props.name] || []).map((chart) => this.draw(chart));
    }

    get size() {
        return { width: WIDTH, height: HEIGHT, left: LEFT, right: WIDTH - RIGHT };
    }

    draw(chart) {
        const { x, y } = layOut(chart);
        const labels = new Map(chart.levels);
        const series = chart.series.map((line) => this.drawLine(line, x, y));
        const points = chart.series.flatMap((line) => line.points);
        const byTime = (a, b) => (a.at < b.at ? -1 : 1);
        const [earliest] = [...points].sort(byTime);
        const latest = [...points].sort(byTime).at(-1);
        return {
            ...chart,
            series,
            grid: gridValues(chart).map((value) => ({
                value,
                y: y(value),
                label: labels.get(value) || "",
            })),
            days: earliest.day === latest.day ? [earliest.day] : [earliest.day, latest.day],
            name: [chart.title, chart.area, chart.direction].filter(Boolean).join(", "),
        };
    }

    drawLine(line, x, y) {
        const points = line.points.map((point) => ({ ...point, x: x(point), y: y(point.value) }));
        const base = points.filter((point) => point.phase === "baseline").at(-1);
        return {
            ...line,
            points,
            base,
            path: points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
        };
    }

    tip(line, point) {
        return `${point.day} · ${line.label} · ${point.phase_text}: ${point.text}`;
    }
}

registry.category("fields").add("outcome_trend", {
    component: OutcomeTrend,
    supportedTypes: ["json"],
});
