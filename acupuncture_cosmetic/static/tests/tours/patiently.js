const PATIENCE = 30000; // ms for one step; a machine may be busy with other tests

/** Return the steps of a tour, each of which waits for as long as a busy machine needs. */
export function patiently(steps) {
    return steps.map((step) => ({ timeout: PATIENCE, ...step }));
}
