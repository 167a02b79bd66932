import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
const ELEMENTS = join(import.meta.dirname, "../packages/widget");
const LOADER = "dist/widget.js";
/** What the build never reads. */
const OTHER_FOLDERS = new Set(["dist", "node_modules", "dev", "coverage"]);
/**
 * Builds the elements when there are none, or a source is newer; says so, as it takes some seconds. A build that fails
 * is told and does not keep the server from starting: all but the elements works.
 */
export async function buildElements(folder = ELEMENTS) {
    const loader = join(folder, LOADER);
    if (existsSync(loader) && newestSource(folder) <= statSync(loader).mtimeMs)
        return;
    process.stdout.write("Building the elements...\n");
    const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    // As a package manager runs a script; one need not be in reach where the server is run by itself.
    const path = [join(folder, "node_modules/.bin"), dirname(process.execPath), process.env["PATH"] ?? ""];
    const child = spawn(scripts.build, {
        shell: true,
        cwd: folder,
        env: { ...process.env, PATH: path.join(delimiter) },
        stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk) => (said += chunk.toString()));
    }
    const code = await new Promise((resolve) => {
        child.once("error", () => resolve(null));
        child.once("close", resolve);
    });
    if (code !== 0)
        process.stderr.write(`${said}The elements could not be built; the server starts without them.\n`);
}
/** When a file below the folder was last written, ms. */
function newestSource(folder) {
    let newest = 0;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isFile())
            newest = Math.max(newest, statSync(path).mtimeMs);
        else if (entry.isDirectory() && !OTHER_FOLDERS.has(entry.name))
            newest = Math.max(newest, newestSource(path));
    }
    return newest;
}
//# sourceMappingURL=build-elements.js.map