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
/** Whether the process still works. One that ended and that nobody has waited for (a zombie) does not. */
function isRunning({ pid, startTime }) {
    if (!(0,external_node_fs_namespaceObject.existsSync)("/proc/self/stat"))
        return canSignal(pid);
    const found = readProcess(String(pid));
    return found !== undefined && found.startTime === startTime && !isEnded(found);
}
/**
 * Whether anything of a process group still works. A wrapper that dies of the signal leaves the tool it has started
 * behind, and the tool saves its state.
 */
function isGroupRunning(leader) {
    if (!(0,external_node_fs_namespaceObject.existsSync)("/proc/self/stat"))
        return canSignal(-leader.pid);
    if (isRunning(leader))
        return true;
    // A leader with another start time is a stranger that got the number, and so is its group.
    const stranger = readProcess(String(leader.pid));
    if (stranger !== undefined && stranger.startTime !== leader.startTime)
        return false;
    return (0,external_node_fs_namespaceObject.readdirSync)("/proc")
        .filter((name) => /^\d+$/.test(name))
        .map(readProcess)
        .some((one) => one !== undefined && one.group === String(leader.pid) && !isEnded(one));
}
/** Signals a whole group. One that has ended is left alone. */
function signalGroup(leader, signal) {
    if (!isGroupRunning(leader))
        return;
    try {
        process.kill(-leader.pid, signal);
    }
    catch {
        // It ended between the two lines.
    }
}
const isEnded = ({ state }) => state === "Z" || state === "X";
/** Fields 3, 5 and 22 of /proc/PID/stat. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readProcess(pid) {
    try {
        const text = (0,external_node_fs_namespaceObject.readFileSync)(`/proc/${pid}/stat`, "utf8");
        // The name before it is in parentheses and may hold spaces and parentheses.
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
/** Makes the folder of a new operation, mode 0700. */
function operationFolder(temporaryDirectory) {
    const folder = path.join(temporaryDirectory, FOLDER, randomUUID());
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
}
/** Replaces the record at once: a step that is killed meanwhile leaves the old one or the new one. */
function recordOperation(folder, operation) {
    const file = path.join(folder, "operation.json");
    writeFileSync(`${file}.new`, JSON.stringify(operation), { mode: 0o600 });
    renameSync(`${file}.new`, file);
}
/** The operations of a step, oldest first. */
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
        // The step was killed between making the folder and starting the program.
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
/** Whether it changes objects and writes a state, which a post step then has to look after. */
const isApply = ({ purpose }) => /^\w+ apply\b/.test(purpose);

;// CONCATENATED MODULE: external "node:v8"
const external_node_v8_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:v8");
;// CONCATENATED MODULE: ./actions/lib/runtime/kept.ts



/**
 * What a main step keeps for its post step, in its private folder: the post step is a process of its own, and what the
 * inputs came from, such as an environment file, may be gone by then.
 */
const FILES = { inputs: "inputs", secrets: "secrets.json" };
/** What the main step holds for the whole job, for `giveBack` of its action. */
const HELD = "held.json";
const keepInputs = (temporaryDirectory, inputs) => keep(path.join(temporaryDirectory, FILES.inputs), serialize(inputs));
/** The inputs of the main step; undefined when it was killed, or failed, before it had read them. */
const readKeptInputs = (temporaryDirectory) => read(path.join(temporaryDirectory, FILES.inputs), (bytes) => deserialize(bytes));
/** The post step writes to the log and the summary too, so it hides the same secrets. */
const keepSecrets = (temporaryDirectory, secrets) => keep(path.join(temporaryDirectory, FILES.secrets), JSON.stringify([...secrets]));
const readKeptSecrets = (temporaryDirectory) => read(path.join(temporaryDirectory, FILES.secrets), (bytes) => JSON.parse(String(bytes))) ?? [];
/** Replaces a file at once: a step that is killed meanwhile leaves the old one or the new one. */
function keep(file, content) {
    writeFileSync(`${file}.new`, content, { mode: 0o600 });
    renameSync(`${file}.new`, file);
}
/** A file that cannot be read counts as missing: nothing may keep the post step from what still runs. */
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
 * Ends the post step when the main step has left nothing to do but to remove its private folder, as most have. It is in a
 * bundle of its own, because Node takes five times as long to read that of the whole action.
 * @returns whether it was so; if not, the action itself has to look after what was left, see post.ts
 */
function endPostStep() {
    const temporaryDirectory = (external_node_process_default()).env["STATE_temporaryDirectory"] ?? "";
    if (leavesWork(temporaryDirectory))
        return false;
    (0,external_node_fs_namespaceObject.rmSync)(temporaryDirectory, { recursive: true, force: true });
    return true;
}
/** An apply counts also after its end: its state may not be saved, its report not be written. */
function leavesWork(temporaryDirectory) {
    if (!(0,external_node_fs_namespaceObject.existsSync)(temporaryDirectory))
        return false;
    return ((0,external_node_fs_namespaceObject.existsSync)(external_node_path_default().join(temporaryDirectory, HELD)) ||
        readOperations(temporaryDirectory).some((operation) => !operation.ended || isApply(operation) || isGroupRunning(operation.process)));
}

;// CONCATENATED MODULE: ./actions/lib/runtime/start-post-step.ts
// dist/post-step/, which every post step reads before the bundle of its action.


if (endPostStep())
    external_node_process_default().exit();

