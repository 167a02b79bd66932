/**
 * Builds the elements when there are none, or a source is newer; says so, as it takes some seconds. A build that fails
 * is told and does not keep the server from starting: all but the elements works.
 */
export declare function buildElements(folder?: string): Promise<void>;
//# sourceMappingURL=build-elements.d.ts.map