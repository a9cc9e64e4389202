import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ // The require scope
/******/ var __nccwpck_require__ = {};
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/compat get default export */
/******/ (() => {
/******/ 	// getDefaultExport function for compatibility with non-harmony modules
/******/ 	__nccwpck_require__.n = (module) => {
/******/ 		var getter = module && module.__esModule ?
/******/ 			() => (module['default']) :
/******/ 			() => (module);
/******/ 		__nccwpck_require__.d(getter, { a: getter });
/******/ 		return getter;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:process"
const external_node_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");
var external_node_process_default = /*#__PURE__*/__nccwpck_require__.n(external_node_process_namespaceObject);
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
var external_node_path_default = /*#__PURE__*/__nccwpck_require__.n(external_node_path_namespaceObject);
;// CONCATENATED MODULE: ./actions/lib/process/identity.ts

const identify = (pid) => ({
    pid,
    startTime: readProcess(String(pid))?.startTime,
});
/**
 * Returns whether the process still works. A process that has ended but that nobody has waited for (a zombie) does not.
 */
function isRunning({ pid, startTime }) {
    if (!(0,external_node_fs_namespaceObject.existsSync)("/proc/self/stat"))
        return canSignal(pid);
    const found = readProcess(String(pid));
    return found !== undefined && found.startTime === startTime && !isEnded(found);
}
/**
 * Returns whether any process of a process group still works. A wrapper that dies from the signal leaves behind the
 * tool that it started, and the tool saves its state.
 */
function isGroupRunning(leader) {
    if (!(0,external_node_fs_namespaceObject.existsSync)("/proc/self/stat"))
        return canSignal(-leader.pid);
    if (isRunning(leader))
        return true;
    // If the leader has another start time, another process got its number, and the group belongs to that process.
    const stranger = readProcess(String(leader.pid));
    if (stranger !== undefined && stranger.startTime !== leader.startTime)
        return false;
    return (0,external_node_fs_namespaceObject.readdirSync)("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(readProcess)
        .some((one) => one !== undefined && one.group === String(leader.pid) && !isEnded(one));
}
/** Sends a signal to a complete group. A group that has ended gets no signal. */
function signalGroup(leader, signal) {
    if (!isGroupRunning(leader))
        return;
    try {
        process.kill(-leader.pid, signal);
    }
    catch {
        // The group ended between the two lines.
    }
}
const isEnded = ({ state }) => state === "Z" || state === "X";
/** Reads fields 3, 5 and 22 of /proc/PID/stat. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcess(pid) {
    try {
        const text = (0,external_node_fs_namespaceObject.readFileSync)(`/proc/${pid}/stat`, "utf8");
        // The name before these fields is in parentheses and may contain spaces and parentheses.
        const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
        return { state: fields[0] ?? "", group: fields[2] ?? "", startTime: fields[19] ?? "" };
    }
    catch {
        return undefined;
    }
}
function canSignal(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./actions/lib/process/operation.ts



const FOLDER = "operations";
/** Creates the folder of a new operation, mode 0700. */
function operationFolder(temporaryDirectory) {
    const folder = path.join(temporaryDirectory, FOLDER, randomUUID());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
}
/**
 * Replaces the complete record at once: a step that is killed in the meantime leaves either the old record or the new
 * one.
 */
function recordOperation(folder, operation) {
    const file = path.join(folder, "operation.json");
    writeFileSync(`${file}.new`, JSON.stringify(operation), { mode: 0o600 });
    renameSync(`${file}.new`, file);
}
/** Returns the operations of a step, oldest first. */
function readOperations(temporaryDirectory) {
    const folder = external_node_path_default().join(temporaryDirectory, FOLDER);
    return namesIn(folder)
        .map((name) => readRecord(external_node_path_default().join(folder, name, "operation.json")))
        .filter((one) => one !== undefined)
        .sort((a, b) => a.startedAt - b.startedAt);
}
function readRecord(file) {
    try {
        return JSON.parse((0,external_node_fs_namespaceObject.readFileSync)(file, "utf8"));
    }
    catch {
        // The step was killed after it created the folder and before it started the program.
        return undefined;
    }
}
function namesIn(folder) {
    try {
        return (0,external_node_fs_namespaceObject.readdirSync)(folder);
    }
    catch {
        return [];
    }
}

;// CONCATENATED MODULE: ./actions/lib/terraform/apply-operation.ts

/** Returns whether an operation changes objects and writes a state, which a post step must then handle. */
const isApply = ({ purpose }) => /^\w+ apply\b/.test(purpose);
/** Returns the tool of an apply: its purpose begins with the tool's name. */
const toolOf = ({ purpose }) => purpose.startsWith("opentofu ") ? "opentofu" : "terraform";
/**
 * Returns the file to which terraform writes a state that it cannot save.
 * https://github.com/hashicorp/terraform/blob/main/internal/backend/local/backend_apply.go
 */
const erroredStateFile = (directory) => external_node_path_default().join(directory, "errored.tfstate");

;// CONCATENATED MODULE: external "node:v8"
const external_node_v8_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:v8");
;// CONCATENATED MODULE: ./actions/lib/runtime/kept.ts



/**
 * Files that a main step keeps for its post step, in its private folder. The post step is a separate process, and the
 * sources of the inputs, such as an environment file, may be deleted before it runs.
 */
const FILES = { inputs: "inputs", secrets: "secrets.json" };
/** What the main step holds for the whole job, for `giveBack` of its action. */
const HELD = "held.json";
const keepInputs = (temporaryDirectory, inputs) => keep(path.join(temporaryDirectory, FILES.inputs), serialize(inputs));
/** Returns the inputs of the main step; undefined if it was killed, or failed, before it had read them. */
const readKeptInputs = (temporaryDirectory) => read(path.join(temporaryDirectory, FILES.inputs), (bytes) => deserialize(bytes));
/** Keeps the secrets. The post step writes to the log and the summary too, so it hides the same secrets. */
const keepSecrets = (temporaryDirectory, secrets) => keep(path.join(temporaryDirectory, FILES.secrets), JSON.stringify([...secrets]));
const readKeptSecrets = (temporaryDirectory) => read(path.join(temporaryDirectory, FILES.secrets), (bytes) => JSON.parse(String(bytes))) ?? [];
/**
 * Replaces a complete file at once: a step that is killed in the meantime leaves either the old file or the new one.
 */
function keep(file, content) {
    writeFileSync(`${file}.new`, content, { mode: 0o600 });
    renameSync(`${file}.new`, file);
}
/**
 * Reads a file. A file that cannot be read counts as missing: nothing may prevent the post step from handling commands
 * that still run.
 */
function read(file, parse) {
    try {
        return existsSync(file) ? parse(readFileSync(file)) : undefined;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./actions/lib/runtime/post-step.ts







/**
 * Ends the post step if the main step has left no work except removing its private folder, which is the usual case. It
 * is in a separate bundle, because Node takes five times as long to read the bundle of the whole action.
 * @returns whether the post step is done; if not, the action itself must handle what was left, see post.ts
 */
function endPostStep() {
    const temporaryDirectory = (external_node_process_default()).env["STATE_temporaryDirectory"] ?? "";
    if (leavesWork(temporaryDirectory))
        return false;
    (0,external_node_fs_namespaceObject.rmSync)(temporaryDirectory, { recursive: true, force: true });
    return true;
}
/** Returns whether work is left, by the rules of post.ts and of terraform/recover.ts. */
function leavesWork(temporaryDirectory) {
    if (!(0,external_node_fs_namespaceObject.existsSync)(temporaryDirectory))
        return false;
    return ((0,external_node_fs_namespaceObject.existsSync)(external_node_path_default().join(temporaryDirectory, HELD)) ||
        readOperations(temporaryDirectory).some((operation) => !operation.ended || isGroupRunning(operation.process) || isUnreported(operation)));
}
/**
 * Returns whether an apply that has ended still needs work: its state is not saved, or the cancelled main step may have
 * had no time for its report.
 */
const isUnreported = (operation) => isApply(operation) &&
    (((external_node_process_default()).env["STATE_cancelledAt"] ?? "") !== "" ||
        (0,external_node_fs_namespaceObject.existsSync)(erroredStateFile(operation.directory)));

;// CONCATENATED MODULE: ./actions/lib/runtime/start-post-step.ts
// Source of dist/post-step/, which every post step reads before the bundle of its action.


if (endPostStep())
    external_node_process_default().exit();

