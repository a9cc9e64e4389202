import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 255:
/***/ ((module) => {

function isBuffer(value) {
  return Buffer.isBuffer(value) || value instanceof Uint8Array
}

function isEncoding(encoding) {
  return Buffer.isEncoding(encoding)
}

function alloc(size, fill, encoding) {
  return Buffer.alloc(size, fill, encoding)
}

function allocUnsafe(size) {
  return Buffer.allocUnsafe(size)
}

function allocUnsafeSlow(size) {
  return Buffer.allocUnsafeSlow(size)
}

function byteLength(string, encoding) {
  return Buffer.byteLength(string, encoding)
}

function compare(a, b) {
  return Buffer.compare(a, b)
}

function concat(buffers, totalLength) {
  return Buffer.concat(buffers, totalLength)
}

function copy(source, target, targetStart, start, end) {
  return toBuffer(source).copy(target, targetStart, start, end)
}

function equals(a, b) {
  return toBuffer(a).equals(b)
}

function fill(buffer, value, offset, end, encoding) {
  return toBuffer(buffer).fill(value, offset, end, encoding)
}

function from(value, encodingOrOffset, length) {
  return Buffer.from(value, encodingOrOffset, length)
}

function includes(buffer, value, byteOffset, encoding) {
  return toBuffer(buffer).includes(value, byteOffset, encoding)
}

function indexOf(buffer, value, byfeOffset, encoding) {
  return toBuffer(buffer).indexOf(value, byfeOffset, encoding)
}

function lastIndexOf(buffer, value, byteOffset, encoding) {
  return toBuffer(buffer).lastIndexOf(value, byteOffset, encoding)
}

function swap16(buffer) {
  return toBuffer(buffer).swap16()
}

function swap32(buffer) {
  return toBuffer(buffer).swap32()
}

function swap64(buffer) {
  return toBuffer(buffer).swap64()
}

function toBuffer(buffer) {
  if (Buffer.isBuffer(buffer)) return buffer
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

function toString(buffer, encoding, start, end) {
  return toBuffer(buffer).toString(encoding, start, end)
}

function toHex(buffer, start, end) {
  return toBuffer(buffer).toString('hex', start, end)
}

function write(buffer, string, offset, length, encoding) {
  return toBuffer(buffer).write(string, offset, length, encoding)
}

function readDoubleBE(buffer, offset) {
  return toBuffer(buffer).readDoubleBE(offset)
}

function readDoubleLE(buffer, offset) {
  return toBuffer(buffer).readDoubleLE(offset)
}

function readFloatBE(buffer, offset) {
  return toBuffer(buffer).readFloatBE(offset)
}

function readFloatLE(buffer, offset) {
  return toBuffer(buffer).readFloatLE(offset)
}

function readInt32BE(buffer, offset) {
  return toBuffer(buffer).readInt32BE(offset)
}

function readInt32LE(buffer, offset) {
  return toBuffer(buffer).readInt32LE(offset)
}

function readUInt32BE(buffer, offset) {
  return toBuffer(buffer).readUInt32BE(offset)
}

function readUInt32LE(buffer, offset) {
  return toBuffer(buffer).readUInt32LE(offset)
}

function writeDoubleBE(buffer, value, offset) {
  return toBuffer(buffer).writeDoubleBE(value, offset)
}

function writeDoubleLE(buffer, value, offset) {
  return toBuffer(buffer).writeDoubleLE(value, offset)
}

function writeFloatBE(buffer, value, offset) {
  return toBuffer(buffer).writeFloatBE(value, offset)
}

function writeFloatLE(buffer, value, offset) {
  return toBuffer(buffer).writeFloatLE(value, offset)
}

function writeInt32BE(buffer, value, offset) {
  return toBuffer(buffer).writeInt32BE(value, offset)
}

function writeInt32LE(buffer, value, offset) {
  return toBuffer(buffer).writeInt32LE(value, offset)
}

function writeUInt32BE(buffer, value, offset) {
  return toBuffer(buffer).writeUInt32BE(value, offset)
}

function writeUInt32LE(buffer, value, offset) {
  return toBuffer(buffer).writeUInt32LE(value, offset)
}

module.exports = {
  isBuffer,
  isEncoding,
  alloc,
  allocUnsafe,
  allocUnsafeSlow,
  byteLength,
  compare,
  concat,
  copy,
  equals,
  fill,
  from,
  includes,
  indexOf,
  lastIndexOf,
  swap16,
  swap32,
  swap64,
  toBuffer,
  toString,
  toHex,
  write,
  readDoubleBE,
  readDoubleLE,
  readFloatBE,
  readFloatLE,
  readInt32BE,
  readInt32LE,
  readUInt32BE,
  readUInt32LE,
  writeDoubleBE,
  writeDoubleLE,
  writeFloatBE,
  writeFloatLE,
  writeInt32BE,
  writeInt32LE,
  writeUInt32BE,
  writeUInt32LE
}


/***/ }),

/***/ 510:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

module.exports = __nccwpck_require__(434)


/***/ }),

/***/ 621:
/***/ ((module) => {

module.exports = class FixedFIFO {
  constructor (hwm) {
    if (!(hwm > 0) || ((hwm - 1) & hwm) !== 0) throw new Error('Max size for a FixedFIFO should be a power of two')
    this.buffer = new Array(hwm)
    this.mask = hwm - 1
    this.top = 0
    this.btm = 0
    this.next = null
  }

  clear () {
    this.top = this.btm = 0
    this.next = null
    this.buffer.fill(undefined)
  }

  push (data) {
    if (this.buffer[this.top] !== undefined) return false
    this.buffer[this.top] = data
    this.top = (this.top + 1) & this.mask
    return true
  }

  shift () {
    const last = this.buffer[this.btm]
    if (last === undefined) return undefined
    this.buffer[this.btm] = undefined
    this.btm = (this.btm + 1) & this.mask
    return last
  }

  peek () {
    return this.buffer[this.btm]
  }

  isEmpty () {
    return this.buffer[this.btm] === undefined
  }
}


/***/ }),

/***/ 785:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

const FixedFIFO = __nccwpck_require__(621)

module.exports = class FastFIFO {
  constructor (hwm) {
    this.hwm = hwm || 16
    this.head = new FixedFIFO(this.hwm)
    this.tail = this.head
    this.length = 0
  }

  clear () {
    this.head = this.tail
    this.head.clear()
    this.length = 0
  }

  push (val) {
    this.length++
    if (!this.head.push(val)) {
      const prev = this.head
      this.head = prev.next = new FixedFIFO(2 * this.head.buffer.length)
      this.head.push(val)
    }
  }

  shift () {
    if (this.length !== 0) this.length--
    const val = this.tail.shift()
    if (val === undefined && this.tail.next) {
      const next = this.tail.next
      this.tail.next = null
      this.tail = next
      return this.tail.shift()
    }

    return val
  }

  peek () {
    const val = this.tail.peek()
    if (val === undefined && this.tail.next) return this.tail.next.peek()
    return val
  }

  isEmpty () {
    return this.length === 0
  }
}


/***/ }),

/***/ 350:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

const { EventEmitter } = __nccwpck_require__(510)
const FIFO = __nccwpck_require__(785)
const TextDecoder = __nccwpck_require__(360)

const StreamError = __nccwpck_require__(591)

// if we do a future major, expect queue microtask to be there always, for now a bit defensive
const qmt =
  typeof queueMicrotask === 'undefined' ? (fn) => global.process.nextTick(fn) : queueMicrotask

// 29 bits used total (4 from shared, 14 from read, and 11 from write)
const MAX = (1 << 29) - 1

// Shared state
const OPENING = 0b0001
const PREDESTROYING = 0b0010
const DESTROYING = 0b0100
const DESTROYED = 0b1000

const NOT_OPENING = MAX ^ OPENING
const NOT_PREDESTROYING = MAX ^ PREDESTROYING

// Read state (4 bit offset from shared state)
const READ_ACTIVE = 0b00000000000001 << 4
const READ_UPDATING = 0b00000000000010 << 4
const READ_PRIMARY = 0b00000000000100 << 4
const READ_QUEUED = 0b00000000001000 << 4
const READ_RESUMED = 0b00000000010000 << 4
const READ_PIPE_DRAINED = 0b00000000100000 << 4
const READ_ENDING = 0b00000001000000 << 4
const READ_EMIT_DATA = 0b00000010000000 << 4
const READ_EMIT_READABLE = 0b00000100000000 << 4
const READ_EMITTED_READABLE = 0b00001000000000 << 4
const READ_DONE = 0b00010000000000 << 4
const READ_NEXT_TICK = 0b00100000000000 << 4
const READ_NEEDS_PUSH = 0b01000000000000 << 4
const READ_READ_AHEAD = 0b10000000000000 << 4

// Combined read state
const READ_FLOWING = READ_RESUMED | READ_PIPE_DRAINED
const READ_ACTIVE_AND_NEEDS_PUSH = READ_ACTIVE | READ_NEEDS_PUSH
const READ_PRIMARY_AND_ACTIVE = READ_PRIMARY | READ_ACTIVE
const READ_EMIT_READABLE_AND_QUEUED = READ_EMIT_READABLE | READ_QUEUED
const READ_RESUMED_READ_AHEAD = READ_RESUMED | READ_READ_AHEAD

const READ_NOT_ACTIVE = MAX ^ READ_ACTIVE
const READ_NON_PRIMARY = MAX ^ READ_PRIMARY
const READ_NON_PRIMARY_AND_PUSHED = MAX ^ (READ_PRIMARY | READ_NEEDS_PUSH)
const READ_PUSHED = MAX ^ READ_NEEDS_PUSH
const READ_PAUSED = MAX ^ READ_RESUMED
const READ_NOT_QUEUED = MAX ^ (READ_QUEUED | READ_EMITTED_READABLE)
const READ_NOT_ENDING = MAX ^ READ_ENDING
const READ_PIPE_NOT_DRAINED = MAX ^ READ_FLOWING
const READ_NOT_NEXT_TICK = MAX ^ READ_NEXT_TICK
const READ_NOT_UPDATING = MAX ^ READ_UPDATING
const READ_NO_READ_AHEAD = MAX ^ READ_READ_AHEAD
const READ_PAUSED_NO_READ_AHEAD = MAX ^ READ_RESUMED_READ_AHEAD

// Write state (18 bit offset, 4 bit offset from shared state and 14 from read state)
const WRITE_ACTIVE = 0b00000000001 << 18
const WRITE_UPDATING = 0b00000000010 << 18
const WRITE_PRIMARY = 0b00000000100 << 18
const WRITE_QUEUED = 0b00000001000 << 18
const WRITE_UNDRAINED = 0b00000010000 << 18
const WRITE_DONE = 0b00000100000 << 18
const WRITE_EMIT_DRAIN = 0b00001000000 << 18
const WRITE_NEXT_TICK = 0b00010000000 << 18
const WRITE_WRITING = 0b00100000000 << 18
const WRITE_FINISHING = 0b01000000000 << 18
const WRITE_CORKED = 0b10000000000 << 18

const WRITE_NOT_ACTIVE = MAX ^ (WRITE_ACTIVE | WRITE_WRITING)
const WRITE_NON_PRIMARY = MAX ^ WRITE_PRIMARY
const WRITE_NOT_FINISHING = MAX ^ (WRITE_ACTIVE | WRITE_FINISHING)
const WRITE_DRAINED = MAX ^ WRITE_UNDRAINED
const WRITE_NOT_QUEUED = MAX ^ WRITE_QUEUED
const WRITE_NOT_NEXT_TICK = MAX ^ WRITE_NEXT_TICK
const WRITE_NOT_UPDATING = MAX ^ WRITE_UPDATING
const WRITE_NOT_CORKED = MAX ^ WRITE_CORKED

// Combined shared state
const ACTIVE = READ_ACTIVE | WRITE_ACTIVE
const NOT_ACTIVE = MAX ^ ACTIVE
const DONE = READ_DONE | WRITE_DONE
const DESTROY_STATUS = DESTROYING | DESTROYED | PREDESTROYING
const OPEN_STATUS = DESTROY_STATUS | OPENING
const AUTO_DESTROY = DESTROY_STATUS | DONE
const NON_PRIMARY = WRITE_NON_PRIMARY & READ_NON_PRIMARY
const ACTIVE_OR_TICKING = WRITE_NEXT_TICK | READ_NEXT_TICK
const TICKING = ACTIVE_OR_TICKING & NOT_ACTIVE
const IS_OPENING = OPEN_STATUS | TICKING

// Combined shared state and read state
const READ_PRIMARY_STATUS = OPEN_STATUS | READ_ENDING | READ_DONE
const READ_STATUS = OPEN_STATUS | READ_DONE | READ_QUEUED
const READ_ENDING_STATUS = OPEN_STATUS | READ_ENDING | READ_QUEUED
const READ_READABLE_STATUS = OPEN_STATUS | READ_EMIT_READABLE | READ_QUEUED | READ_EMITTED_READABLE
const SHOULD_NOT_READ =
  OPEN_STATUS | READ_ACTIVE | READ_ENDING | READ_DONE | READ_NEEDS_PUSH | READ_READ_AHEAD
const READ_BACKPRESSURE_STATUS = DESTROY_STATUS | READ_ENDING | READ_DONE
const READ_UPDATE_SYNC_STATUS = READ_UPDATING | OPEN_STATUS | READ_NEXT_TICK | READ_PRIMARY
const READ_NEXT_TICK_OR_OPENING = READ_NEXT_TICK | OPENING

// Combined write state
const WRITE_PRIMARY_STATUS = OPEN_STATUS | WRITE_FINISHING | WRITE_DONE
const WRITE_QUEUED_AND_UNDRAINED = WRITE_QUEUED | WRITE_UNDRAINED
const WRITE_QUEUED_AND_ACTIVE = WRITE_QUEUED | WRITE_ACTIVE
const WRITE_DRAIN_STATUS = WRITE_QUEUED | WRITE_UNDRAINED | OPEN_STATUS | WRITE_ACTIVE
const WRITE_STATUS = OPEN_STATUS | WRITE_ACTIVE | WRITE_QUEUED | WRITE_CORKED
const WRITE_PRIMARY_AND_ACTIVE = WRITE_PRIMARY | WRITE_ACTIVE
const WRITE_ACTIVE_AND_WRITING = WRITE_ACTIVE | WRITE_WRITING
const WRITE_FINISHING_STATUS = OPEN_STATUS | WRITE_FINISHING | WRITE_QUEUED_AND_ACTIVE | WRITE_DONE
const WRITE_BACKPRESSURE_STATUS = WRITE_UNDRAINED | DESTROY_STATUS | WRITE_FINISHING | WRITE_DONE
const WRITE_UPDATE_SYNC_STATUS = WRITE_UPDATING | OPEN_STATUS | WRITE_NEXT_TICK | WRITE_PRIMARY
const WRITE_DROP_DATA = WRITE_FINISHING | WRITE_DONE | DESTROY_STATUS

const asyncIterator = Symbol.asyncIterator || Symbol('asyncIterator')

class WritableState {
  constructor(
    stream,
    { highWaterMark = 16384, map = null, mapWritable, byteLength, byteLengthWritable } = {}
  ) {
    this.stream = stream
    this.queue = new FIFO()
    this.highWaterMark = highWaterMark
    this.buffered = 0
    this.error = null
    this.pipeline = null
    this.drains = null // if we add more seldomly used helpers we might them into a subobject so its a single ptr
    this.byteLength = byteLengthWritable || byteLength || defaultByteLength
    this.map = mapWritable || map
    this.afterWrite = afterWrite.bind(this)
    this.afterUpdateNextTick = updateWriteNT.bind(this)
  }

  get ending() {
    return (this.stream._duplexState & WRITE_FINISHING) !== 0
  }

  get ended() {
    return (this.stream._duplexState & WRITE_DONE) !== 0
  }

  push(data) {
    if ((this.stream._duplexState & WRITE_DROP_DATA) !== 0) return false
    if (this.map !== null) data = this.map(data)

    this.buffered += this.byteLength(data)
    this.queue.push(data)

    if (this.buffered < this.highWaterMark) {
      this.stream._duplexState |= WRITE_QUEUED
      return true
    }

    this.stream._duplexState |= WRITE_QUEUED_AND_UNDRAINED
    return false
  }

  shift() {
    const data = this.queue.shift()

    this.buffered -= this.byteLength(data)
    if (this.buffered === 0) this.stream._duplexState &= WRITE_NOT_QUEUED

    return data
  }

  end(data) {
    if (typeof data === 'function') {
      this.stream.once('finish', data)
    } else if (data !== undefined && data !== null) {
      this.push(data)
    }

    this.stream._duplexState = (this.stream._duplexState | WRITE_FINISHING) & WRITE_NON_PRIMARY
  }

  autoBatch(data, cb) {
    const buffer = []
    const stream = this.stream

    buffer.push(data)
    while ((stream._duplexState & WRITE_STATUS) === WRITE_QUEUED_AND_ACTIVE) {
      buffer.push(stream._writableState.shift())
    }

    if ((stream._duplexState & OPEN_STATUS) !== 0) return cb(null)
    stream._writev(buffer, cb)
  }

  update() {
    const stream = this.stream

    stream._duplexState |= WRITE_UPDATING

    do {
      while ((stream._duplexState & WRITE_STATUS) === WRITE_QUEUED) {
        const data = this.shift()
        stream._duplexState |= WRITE_ACTIVE_AND_WRITING
        stream._write(data, this.afterWrite)
      }

      if ((stream._duplexState & WRITE_PRIMARY_AND_ACTIVE) === 0) this.updateNonPrimary()
    } while (this.continueUpdate() === true)

    stream._duplexState &= WRITE_NOT_UPDATING
  }

  updateNonPrimary() {
    const stream = this.stream

    if ((stream._duplexState & WRITE_FINISHING_STATUS) === WRITE_FINISHING) {
      stream._duplexState = stream._duplexState | WRITE_ACTIVE
      stream._final(afterFinal.bind(this))
      return
    }

    if ((stream._duplexState & DESTROY_STATUS) === DESTROYING) {
      if ((stream._duplexState & ACTIVE_OR_TICKING) === 0) {
        stream._duplexState |= ACTIVE
        stream._destroy(afterDestroy.bind(this))
      }
      return
    }

    if ((stream._duplexState & IS_OPENING) === OPENING) {
      stream._duplexState = (stream._duplexState | ACTIVE) & NOT_OPENING
      stream._open(afterOpen.bind(this))
    }
  }

  continueUpdate() {
    if ((this.stream._duplexState & WRITE_NEXT_TICK) === 0) return false
    this.stream._duplexState &= WRITE_NOT_NEXT_TICK
    return true
  }

  updateCallback() {
    if ((this.stream._duplexState & WRITE_UPDATE_SYNC_STATUS) === WRITE_PRIMARY) {
      this.update()
    } else {
      this.updateNextTick()
    }
  }

  updateNextTick() {
    if ((this.stream._duplexState & WRITE_NEXT_TICK) !== 0) return
    this.stream._duplexState |= WRITE_NEXT_TICK
    if ((this.stream._duplexState & WRITE_UPDATING) === 0) qmt(this.afterUpdateNextTick)
  }
}

class ReadableState {
  constructor(
    stream,
    { highWaterMark = 16384, map = null, mapReadable, byteLength, byteLengthReadable } = {}
  ) {
    this.stream = stream
    this.queue = new FIFO()
    this.highWaterMark = highWaterMark === 0 ? 1 : highWaterMark
    this.buffered = 0
    this.readAhead = highWaterMark > 0
    this.error = null
    this.pipeline = null
    this.byteLength = byteLengthReadable || byteLength || defaultByteLength
    this.map = mapReadable || map
    this.pipeTo = null
    this.afterRead = afterRead.bind(this)
    this.afterUpdateNextTick = updateReadNT.bind(this)
  }

  get ending() {
    return (this.stream._duplexState & READ_ENDING) !== 0
  }

  get ended() {
    return (this.stream._duplexState & READ_DONE) !== 0
  }

  pipe(pipeTo, cb) {
    if (this.pipeTo !== null) throw StreamError.BAD_ARGUMENT('Can only pipe to one destination')
    if (typeof cb !== 'function') cb = null

    this.stream._duplexState |= READ_PIPE_DRAINED
    this.pipeTo = pipeTo
    this.pipeline = new Pipeline(this.stream, pipeTo, cb)

    if (cb) this.stream.on('error', noop) // We already error handle this so supress crashes

    if (isStreamx(pipeTo)) {
      pipeTo._writableState.pipeline = this.pipeline
      if (cb) pipeTo.on('error', noop) // We already error handle this so supress crashes
      pipeTo.on('finish', this.pipeline.finished.bind(this.pipeline)) // TODO: just call finished from pipeTo itself
    } else {
      const onerror = this.pipeline.done.bind(this.pipeline, pipeTo)
      const onclose = this.pipeline.done.bind(this.pipeline, pipeTo, null) // onclose has a weird bool arg
      pipeTo.on('error', onerror)
      pipeTo.on('close', onclose)
      pipeTo.on('finish', this.pipeline.finished.bind(this.pipeline))
    }

    pipeTo.on('drain', afterDrain.bind(this))
    this.stream.emit('piping', pipeTo)
    pipeTo.emit('pipe', this.stream)
  }

  push(data) {
    const stream = this.stream

    if (data === null) {
      this.highWaterMark = 0
      stream._duplexState = (stream._duplexState | READ_ENDING) & READ_NON_PRIMARY_AND_PUSHED
      return false
    }

    if (this.map !== null) {
      data = this.map(data)
      if (data === null) {
        stream._duplexState &= READ_PUSHED
        return this.buffered < this.highWaterMark
      }
    }

    this.buffered += this.byteLength(data)
    this.queue.push(data)

    stream._duplexState = (stream._duplexState | READ_QUEUED) & READ_PUSHED

    return this.buffered < this.highWaterMark
  }

  shift() {
    const data = this.queue.shift()

    this.buffered -= this.byteLength(data)
    if (this.buffered === 0) {
      this.stream._duplexState &= READ_NOT_QUEUED
    }

    return data
  }

  unshift(data) {
    const pending = [this.map !== null ? this.map(data) : data]
    while (this.buffered > 0) pending.push(this.shift())

    for (let i = 0; i < pending.length - 1; i++) {
      const data = pending[i]
      this.buffered += this.byteLength(data)
      this.queue.push(data)
    }

    this.push(pending[pending.length - 1])
  }

  read() {
    const stream = this.stream

    if ((stream._duplexState & READ_STATUS) === READ_QUEUED) {
      const data = this.shift()

      if (this.pipeTo !== null && this.pipeTo.write(data) === false) {
        stream._duplexState &= READ_PIPE_NOT_DRAINED
      }

      if ((stream._duplexState & READ_EMIT_DATA) !== 0) {
        stream.emit('data', data)
      }

      return data
    }

    if (this.readAhead === false) {
      stream._duplexState |= READ_READ_AHEAD
      this.updateNextTick()
    }

    return null
  }

  drain() {
    const stream = this.stream

    while (
      (stream._duplexState & READ_STATUS) === READ_QUEUED &&
      (stream._duplexState & READ_FLOWING) !== 0
    ) {
      const data = this.shift()

      if (this.pipeTo !== null && this.pipeTo.write(data) === false) {
        stream._duplexState &= READ_PIPE_NOT_DRAINED
      }

      if ((stream._duplexState & READ_EMIT_DATA) !== 0) {
        stream.emit('data', data)
      }
    }
  }

  update() {
    const stream = this.stream

    stream._duplexState |= READ_UPDATING

    do {
      this.drain()

      while (
        this.buffered < this.highWaterMark &&
        (stream._duplexState & SHOULD_NOT_READ) === READ_READ_AHEAD
      ) {
        stream._duplexState |= READ_ACTIVE_AND_NEEDS_PUSH
        stream._read(this.afterRead)
        this.drain()
      }

      if ((stream._duplexState & READ_READABLE_STATUS) === READ_EMIT_READABLE_AND_QUEUED) {
        stream._duplexState |= READ_EMITTED_READABLE
        stream.emit('readable')
      }

      if ((stream._duplexState & READ_PRIMARY_AND_ACTIVE) === 0) {
        this.updateNonPrimary()
      }
    } while (this.continueUpdate() === true)

    stream._duplexState &= READ_NOT_UPDATING
  }

  updateNonPrimary() {
    const stream = this.stream

    if ((stream._duplexState & READ_ENDING_STATUS) === READ_ENDING) {
      stream._duplexState = (stream._duplexState | READ_DONE) & READ_NOT_ENDING
      stream.emit('end')

      if ((stream._duplexState & AUTO_DESTROY) === DONE) {
        stream._duplexState |= DESTROYING
      }

      if (this.pipeTo !== null) {
        this.pipeTo.end()
      }
    }

    if ((stream._duplexState & DESTROY_STATUS) === DESTROYING) {
      if ((stream._duplexState & ACTIVE_OR_TICKING) === 0) {
        stream._duplexState |= ACTIVE
        stream._destroy(afterDestroy.bind(this))
      }
      return
    }

    if ((stream._duplexState & IS_OPENING) === OPENING) {
      stream._duplexState = (stream._duplexState | ACTIVE) & NOT_OPENING
      stream._open(afterOpen.bind(this))
    }
  }

  continueUpdate() {
    if ((this.stream._duplexState & READ_NEXT_TICK) === 0) return false
    this.stream._duplexState &= READ_NOT_NEXT_TICK
    return true
  }

  updateCallback() {
    if ((this.stream._duplexState & READ_UPDATE_SYNC_STATUS) === READ_PRIMARY) {
      this.update()
    } else {
      this.updateNextTick()
    }
  }

  updateNextTickIfOpen() {
    if ((this.stream._duplexState & READ_NEXT_TICK_OR_OPENING) !== 0) return
    this.stream._duplexState |= READ_NEXT_TICK
    if ((this.stream._duplexState & READ_UPDATING) === 0) qmt(this.afterUpdateNextTick)
  }

  updateNextTick() {
    if ((this.stream._duplexState & READ_NEXT_TICK) !== 0) return
    this.stream._duplexState |= READ_NEXT_TICK
    if ((this.stream._duplexState & READ_UPDATING) === 0) qmt(this.afterUpdateNextTick)
  }
}

class TransformState {
  constructor(stream) {
    this.data = null
    this.afterTransform = afterTransform.bind(stream)
    this.afterFinal = null
  }
}

class Pipeline {
  constructor(src, dst, cb) {
    this.from = src
    this.to = dst
    this.afterPipe = cb
    this.error = null
    this.pipeToFinished = false
  }

  finished() {
    this.pipeToFinished = true
  }

  done(stream, err) {
    if (err) this.error = err

    if (stream === this.to) {
      this.to = null

      if (this.from !== null) {
        if ((this.from._duplexState & READ_DONE) === 0 || !this.pipeToFinished) {
          this.from.destroy(this.error || StreamError.PREMATURE_CLOSE('Writable stream closed'))
        }
        return
      }
    }

    if (stream === this.from) {
      this.from = null

      if (this.to !== null) {
        if ((stream._duplexState & READ_DONE) === 0) {
          this.to.destroy(this.error || StreamError.PREMATURE_CLOSE('Readable stream closed'))
        }
        return
      }
    }

    if (this.afterPipe !== null) this.afterPipe(this.error)
    this.to = this.from = this.afterPipe = null
  }
}

function afterDrain() {
  this.stream._duplexState |= READ_PIPE_DRAINED
  this.updateCallback()
}

function afterFinal(err) {
  const stream = this.stream
  if (err) stream.destroy(err)

  if ((stream._duplexState & DESTROY_STATUS) === 0) {
    stream._duplexState |= WRITE_DONE
    stream.emit('finish')
  }

  if ((stream._duplexState & AUTO_DESTROY) === DONE) {
    stream._duplexState |= DESTROYING
  }

  stream._duplexState &= WRITE_NOT_FINISHING

  // no need to wait the extra tick here, so we short circuit that
  if ((stream._duplexState & WRITE_UPDATING) === 0) {
    this.update()
  } else {
    this.updateNextTick()
  }
}

function afterDestroy(err) {
  const stream = this.stream

  if (!err && !StreamError.isStreamDestroyed(this.error)) err = this.error
  if (err) stream.emit('error', err)

  stream._duplexState |= DESTROYED
  stream.emit('close')

  const rs = stream._readableState
  const ws = stream._writableState

  if (rs !== null && rs.pipeline !== null) {
    rs.pipeline.done(stream, err)
  }

  if (ws !== null) {
    while (ws.drains !== null && ws.drains.length > 0) {
      ws.drains.shift().resolve(false)
    }

    if (ws.pipeline !== null) {
      ws.pipeline.done(stream, err)
    }
  }
}

function afterWrite(err) {
  const stream = this.stream

  if (err) stream.destroy(err)
  stream._duplexState &= WRITE_NOT_ACTIVE

  if (this.drains !== null) tickDrains(this.drains)

  if ((stream._duplexState & WRITE_DRAIN_STATUS) === WRITE_UNDRAINED) {
    stream._duplexState &= WRITE_DRAINED

    if ((stream._duplexState & WRITE_EMIT_DRAIN) === WRITE_EMIT_DRAIN) {
      stream.emit('drain')
    }
  }

  this.updateCallback()
}

function afterRead(err) {
  if (err) this.stream.destroy(err)
  this.stream._duplexState &= READ_NOT_ACTIVE

  if (this.readAhead === false && (this.stream._duplexState & READ_RESUMED) === 0) {
    this.stream._duplexState &= READ_NO_READ_AHEAD
  }

  this.updateCallback()
}

function updateReadNT() {
  if ((this.stream._duplexState & READ_UPDATING) === 0) {
    this.stream._duplexState &= READ_NOT_NEXT_TICK
    this.update()
  }
}

function updateWriteNT() {
  if ((this.stream._duplexState & WRITE_UPDATING) === 0) {
    this.stream._duplexState &= WRITE_NOT_NEXT_TICK
    this.update()
  }
}

function tickDrains(drains) {
  for (let i = 0; i < drains.length; i++) {
    // drains.writes are monotonic, so if one is 0 its always the first one
    if (--drains[i].writes === 0) {
      drains.shift().resolve(true)
      i--
    }
  }
}

function afterOpen(err) {
  const stream = this.stream

  if (err) stream.destroy(err)

  if ((stream._duplexState & DESTROYING) === 0) {
    if ((stream._duplexState & READ_PRIMARY_STATUS) === 0) {
      stream._duplexState |= READ_PRIMARY
    }

    if ((stream._duplexState & WRITE_PRIMARY_STATUS) === 0) {
      stream._duplexState |= WRITE_PRIMARY
    }

    stream.emit('open')
  }

  stream._duplexState &= NOT_ACTIVE

  if (stream._writableState !== null) {
    stream._writableState.updateCallback()
  }

  if (stream._readableState !== null) {
    stream._readableState.updateCallback()
  }
}

function afterTransform(err, data) {
  if (data !== undefined && data !== null) this.push(data)
  this._writableState.afterWrite(err)
}

function newListener(name) {
  if (this._readableState !== null) {
    if (name === 'data') {
      this._duplexState |= READ_EMIT_DATA | READ_RESUMED_READ_AHEAD
      this._readableState.updateNextTick()
    }
    if (name === 'readable') {
      this._duplexState |= READ_EMIT_READABLE
      this._readableState.updateNextTick()
    }
  }

  if (this._writableState !== null) {
    if (name === 'drain') {
      this._duplexState |= WRITE_EMIT_DRAIN
      this._writableState.updateNextTick()
    }
  }
}

class Stream extends EventEmitter {
  constructor(opts) {
    super()

    this._duplexState = 0
    this._readableState = null
    this._writableState = null

    if (opts) {
      if (opts.open) this._open = opts.open
      if (opts.destroy) this._destroy = opts.destroy
      if (opts.predestroy) this._predestroy = opts.predestroy
      if (opts.signal) opts.signal.addEventListener('abort', abort.bind(this))
    }

    this.on('newListener', newListener)
  }

  _open(cb) {
    cb(null)
  }

  _destroy(cb) {
    cb(null)
  }

  _predestroy() {
    // does nothing
  }

  get readable() {
    return this._readableState !== null ? true : undefined
  }

  get writable() {
    return this._writableState !== null ? true : undefined
  }

  get destroyed() {
    return (this._duplexState & DESTROYED) !== 0
  }

  get destroying() {
    return (this._duplexState & DESTROY_STATUS) !== 0
  }

  destroy(err) {
    if ((this._duplexState & DESTROY_STATUS) === 0) {
      if (!err) err = StreamError.STREAM_DESTROYED()
      this._duplexState = (this._duplexState | DESTROYING) & NON_PRIMARY

      if (this._readableState !== null) {
        this._readableState.highWaterMark = 0
        this._readableState.error = err
      }

      if (this._writableState !== null) {
        this._writableState.highWaterMark = 0
        this._writableState.error = err
      }

      this._duplexState |= PREDESTROYING
      this._predestroy()
      this._duplexState &= NOT_PREDESTROYING

      if (this._readableState !== null) {
        this._readableState.updateNextTick()
      }

      if (this._writableState !== null) {
        this._writableState.updateNextTick()
      }
    }
  }
}

class Readable extends Stream {
  constructor(opts) {
    super(opts)

    this._duplexState |= OPENING | WRITE_DONE | READ_READ_AHEAD
    this._readableState = new ReadableState(this, opts)

    if (opts) {
      if (this._readableState.readAhead === false) this._duplexState &= READ_NO_READ_AHEAD
      if (opts.read) this._read = opts.read
      if (opts.eagerOpen) this._readableState.updateNextTick()
      if (opts.encoding) this.setEncoding(opts.encoding)
    }
  }

  static deferred(fn, opts) {
    const out = new PassThrough(opts)

    fn()
      .then((src) => {
        if (src === null) return out.end()
        if (out.destroying) return
        pipeline(src, out, noop)
      })
      .catch((err) => out.destroy(err))

    return out
  }

  setEncoding(encoding) {
    const dec = new TextDecoder(encoding)
    const map = this._readableState.map || echo
    this._readableState.map = mapOrSkip
    return this

    function mapOrSkip(data) {
      const next = dec.push(data)
      return next === '' && (data.byteLength !== 0 || dec.remaining > 0) ? null : map(next)
    }
  }

  _read(cb) {
    cb(null)
  }

  pipe(dest, cb) {
    this._readableState.updateNextTick()
    this._readableState.pipe(dest, cb)
    return dest
  }

  read() {
    this._readableState.updateNextTick()
    return this._readableState.read()
  }

  push(data) {
    this._readableState.updateNextTickIfOpen()
    return this._readableState.push(data)
  }

  unshift(data) {
    this._readableState.updateNextTickIfOpen()
    return this._readableState.unshift(data)
  }

  resume() {
    this._duplexState |= READ_RESUMED_READ_AHEAD
    this._readableState.updateNextTick()
    return this
  }

  pause() {
    this._duplexState &=
      this._readableState.readAhead === false ? READ_PAUSED_NO_READ_AHEAD : READ_PAUSED
    return this
  }

  static _fromAsyncIterator(ite, opts) {
    let destroy

    const rs = new Readable({
      ...opts,
      read(cb) {
        ite.next().then(push).then(cb.bind(null, null)).catch(cb)
      },
      predestroy() {
        destroy = ite.return()
      },
      destroy(cb) {
        if (!destroy) return cb(null)
        destroy.then(cb.bind(null, null)).catch(cb)
      }
    })

    return rs

    function push(data) {
      if (data.done) rs.push(null)
      else rs.push(data.value)
    }
  }

  static from(data, opts) {
    if (isReadStreamx(data)) return data
    if (data[asyncIterator]) return this._fromAsyncIterator(data[asyncIterator](), opts)
    if (!Array.isArray(data)) data = data === undefined ? [] : [data]

    let i = 0
    return new Readable({
      ...opts,
      read(cb) {
        this.push(i === data.length ? null : data[i++])
        cb(null)
      }
    })
  }

  static isBackpressured(rs) {
    return (
      (rs._duplexState & READ_BACKPRESSURE_STATUS) !== 0 ||
      rs._readableState.buffered >= rs._readableState.highWaterMark
    )
  }

  static isPaused(rs) {
    return (rs._duplexState & READ_RESUMED) === 0
  }

  [asyncIterator]() {
    const stream = this

    let error = null
    let promiseResolve = null
    let promiseReject = null

    this.on('error', (err) => {
      error = err
    })
    this.on('readable', onreadable)
    this.on('close', onclose)

    return {
      [asyncIterator]() {
        return this
      },
      next() {
        return new Promise(function (resolve, reject) {
          promiseResolve = resolve
          promiseReject = reject
          const data = stream.read()
          if (data !== null) ondata(data)
          else if ((stream._duplexState & DESTROYED) !== 0) ondata(null)
        })
      },
      return() {
        return destroy(null)
      },
      throw(err) {
        return destroy(err)
      }
    }

    function onreadable() {
      if (promiseResolve !== null) ondata(stream.read())
    }

    function onclose() {
      if (promiseResolve !== null) ondata(null)
    }

    function ondata(data) {
      if (promiseReject === null) return
      if (error) {
        promiseReject(error)
      } else if (data === null && (stream._duplexState & READ_DONE) === 0) {
        promiseReject(StreamError.STREAM_DESTROYED())
      } else {
        promiseResolve({ value: data, done: data === null })
      }
      promiseReject = promiseResolve = null
    }

    function destroy(err) {
      stream.destroy(err)
      return new Promise((resolve, reject) => {
        if (stream._duplexState & DESTROYED) return resolve({ value: undefined, done: true })
        stream.once('close', function () {
          if (err) reject(err)
          else resolve({ value: undefined, done: true })
        })
      })
    }
  }
}

class Writable extends Stream {
  constructor(opts) {
    super(opts)

    this._duplexState |= OPENING | READ_DONE
    this._writableState = new WritableState(this, opts)

    if (opts) {
      if (opts.writev) this._writev = opts.writev
      if (opts.write) this._write = opts.write
      if (opts.final) this._final = opts.final
      if (opts.eagerOpen) this._writableState.updateNextTick()
    }
  }

  cork() {
    this._duplexState |= WRITE_CORKED
  }

  uncork() {
    this._duplexState &= WRITE_NOT_CORKED
    this._writableState.updateNextTick()
  }

  _writev(batch, cb) {
    cb(null)
  }

  _write(data, cb) {
    this._writableState.autoBatch(data, cb)
  }

  _final(cb) {
    cb(null)
  }

  static isBackpressured(ws) {
    return (ws._duplexState & WRITE_BACKPRESSURE_STATUS) !== 0
  }

  static drained(ws) {
    if (ws.destroyed) return Promise.resolve(false)

    const state = ws._writableState
    const pending = isWritev(ws) ? Math.min(1, state.queue.length) : state.queue.length
    const writes = pending + (ws._duplexState & WRITE_WRITING ? 1 : 0)
    if (writes === 0) return Promise.resolve(true)

    if (state.drains === null) state.drains = []
    return new Promise((resolve) => {
      state.drains.push({ writes, resolve })
    })
  }

  write(data) {
    this._writableState.updateNextTick()
    return this._writableState.push(data)
  }

  end(data) {
    this._writableState.updateNextTick()
    this._writableState.end(data)
    return this
  }
}

class Duplex extends Readable {
  // and Writable
  constructor(opts) {
    super(opts)

    this._duplexState = OPENING | (this._duplexState & READ_READ_AHEAD)
    this._writableState = new WritableState(this, opts)

    if (opts) {
      if (opts.writev) this._writev = opts.writev
      if (opts.write) this._write = opts.write
      if (opts.final) this._final = opts.final
    }
  }

  cork() {
    this._duplexState |= WRITE_CORKED
  }

  uncork() {
    this._duplexState &= WRITE_NOT_CORKED
    this._writableState.updateNextTick()
  }

  _writev(batch, cb) {
    cb(null)
  }

  _write(data, cb) {
    this._writableState.autoBatch(data, cb)
  }

  _final(cb) {
    cb(null)
  }

  write(data) {
    this._writableState.updateNextTick()
    return this._writableState.push(data)
  }

  end(data) {
    this._writableState.updateNextTick()
    this._writableState.end(data)
    return this
  }
}

class Transform extends Duplex {
  constructor(opts) {
    super(opts)
    this._transformState = new TransformState(this)

    if (opts) {
      if (opts.transform) this._transform = opts.transform
      if (opts.flush) this._flush = opts.flush
    }
  }

  _write(data, cb) {
    if (this._readableState.buffered >= this._readableState.highWaterMark) {
      this._transformState.data = data
    } else {
      this._transform(data, this._transformState.afterTransform)
    }
  }

  _read(cb) {
    if (this._transformState.data !== null) {
      const data = this._transformState.data
      this._transformState.data = null
      cb(null)
      this._transform(data, this._transformState.afterTransform)
    } else {
      cb(null)
    }
  }

  destroy(err) {
    super.destroy(err)
    if (this._transformState.data !== null) {
      this._transformState.data = null
      this._transformState.afterTransform()
    }
  }

  _transform(data, cb) {
    cb(null, data)
  }

  _flush(cb) {
    cb(null)
  }

  _final(cb) {
    this._transformState.afterFinal = cb
    this._flush(transformAfterFlush.bind(this))
  }
}

class PassThrough extends Transform {}

function transformAfterFlush(err, data) {
  const cb = this._transformState.afterFinal
  if (err) return cb(err)

  if (data !== null && data !== undefined) this.push(data)
  this.push(null)
  cb(null)
}

function pipelinePromise(...streams) {
  return new Promise((resolve, reject) => {
    return pipeline(...streams, (err) => {
      if (err) return reject(err)
      resolve()
    })
  })
}

function pipeline(stream, ...streams) {
  const all = Array.isArray(stream) ? [...stream, ...streams] : [stream, ...streams]
  const done = all.length && typeof all[all.length - 1] === 'function' ? all.pop() : null

  if (all.length < 2) throw StreamError.BAD_ARGUMENT('Pipeline requires at least 2 streams')

  let src = all[0]
  let dest = null
  let error = null

  for (let i = 1; i < all.length; i++) {
    dest = all[i]

    if (isStreamx(src)) {
      src.pipe(dest, onerror)
    } else {
      errorHandle(src, true, i > 1, onerror)
      src.pipe(dest)
    }

    src = dest
  }

  if (done) {
    let fin = false

    const autoDestroy =
      isStreamx(dest) || !!(dest._writableState && dest._writableState.autoDestroy)

    dest.on('error', (err) => {
      if (error === null) error = err
    })

    dest.on('finish', () => {
      fin = true
      if (!autoDestroy) done(error)
    })

    if (autoDestroy) {
      dest.on('close', () => done(error || (fin ? null : StreamError.PREMATURE_CLOSE())))
    }
  }

  return dest

  function errorHandle(s, rd, wr, onerror) {
    s.on('error', onerror)
    s.on('close', onclose)

    function onclose() {
      if (rd && s._readableState && !s._readableState.ended) {
        return onerror(StreamError.PREMATURE_CLOSE())
      }
      if (wr && s._writableState && !s._writableState.ended) {
        return onerror(StreamError.PREMATURE_CLOSE())
      }
    }
  }

  function onerror(err) {
    if (!err || error) return
    error = err

    for (const s of all) {
      s.destroy(err)
    }
  }
}

function echo(s) {
  return s
}

function isStream(stream) {
  return !!stream._readableState || !!stream._writableState
}

function isStreamx(stream) {
  return typeof stream._duplexState === 'number' && isStream(stream)
}

function isEnding(stream) {
  return !!stream._readableState && stream._readableState.ending
}

function isEnded(stream) {
  return !!stream._readableState && stream._readableState.ended
}

function isFinishing(stream) {
  return !!stream._writableState && stream._writableState.ending
}

function isFinished(stream) {
  return !!stream._writableState && stream._writableState.ended
}

function getStreamError(stream, opts = {}) {
  const err =
    (stream._readableState && stream._readableState.error) ||
    (stream._writableState && stream._writableState.error)

  // avoid implicit errors by default
  return !opts.all && StreamError.isStreamDestroyed(err) ? null : err
}

function isReadStreamx(stream) {
  return isStreamx(stream) && stream.readable
}

function isDisturbed(stream) {
  return (
    (stream._duplexState & OPENING) !== OPENING ||
    (stream._duplexState & DESTROYING) === DESTROYING ||
    (stream._duplexState & ACTIVE_OR_TICKING) !== 0
  )
}

function isTypedArray(data) {
  return typeof data === 'object' && data !== null && typeof data.byteLength === 'number'
}

function defaultByteLength(data) {
  return isTypedArray(data) ? data.byteLength : 1024
}

function noop() {}

function abort() {
  this.destroy(StreamError.ABORTED())
}

function isWritev(s) {
  return s._writev !== Writable.prototype._writev && s._writev !== Duplex.prototype._writev
}

module.exports = {
  pipeline,
  pipelinePromise,
  isStream,
  isStreamx,
  isEnding,
  isEnded,
  isFinishing,
  isFinished,
  isDisturbed,
  getStreamError,
  Stream,
  Writable,
  Readable,
  Duplex,
  Transform,
  // Export PassThrough for compatibility with Node.js core's stream module
  PassThrough
}


/***/ }),

/***/ 591:
/***/ ((module) => {

module.exports = class StreamError extends Error {
  constructor(msg, code, fn = StreamError) {
    super(msg)

    this.code = code

    if (Error.captureStackTrace) {
      Error.captureStackTrace(this, fn)
    }
  }

  static isStreamDestroyed(err) {
    return err && err.code === 'STREAM_DESTROYED'
  }

  static isPrematureClose(err) {
    return err && err.code === 'PREMATURE_CLOSE'
  }

  static isAborted(err) {
    return err && err.code === 'ABORTED'
  }

  static isBadArgument(err) {
    return err && err.code === 'BAD_ARGUMENT'
  }

  get name() {
    return 'StreamError'
  }

  static STREAM_DESTROYED() {
    return new StreamError('Stream was destroyed', 'STREAM_DESTROYED', StreamError.STREAM_DESTROYED)
  }

  static PREMATURE_CLOSE(msg = 'Premature close') {
    return new StreamError(msg, 'PREMATURE_CLOSE', StreamError.PREMATURE_CLOSE)
  }

  static ABORTED() {
    return new StreamError('Stream aborted', 'ABORTED', StreamError.ABORTED)
  }

  static BAD_ARGUMENT(msg = 'Bad argument') {
    return new StreamError(msg, 'BAD_ARGUMENT', StreamError.BAD_ARGUMENT)
  }
}


/***/ }),

/***/ 989:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

const constants = { // just for envs without fs
  S_IFMT: 61440,
  S_IFDIR: 16384,
  S_IFCHR: 8192,
  S_IFBLK: 24576,
  S_IFIFO: 4096,
  S_IFLNK: 40960
}

try {
  module.exports = (__nccwpck_require__(896).constants) || constants
} catch {
  module.exports = constants
}


/***/ }),

/***/ 65:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

const { Writable, Readable, getStreamError } = __nccwpck_require__(350)
const FIFO = __nccwpck_require__(785)
const b4a = __nccwpck_require__(255)
const headers = __nccwpck_require__(666)

const EMPTY = b4a.alloc(0)
const MAX_HEADER_SIZE = 4 * 1024 * 1024 // arbitrary big number

class BufferList {
  constructor () {
    this.buffered = 0
    this.shifted = 0
    this.queue = new FIFO()

    this._offset = 0
  }

  push (buffer) {
    this.buffered += buffer.byteLength
    this.queue.push(buffer)
  }

  shiftFirst (size) {
    return this.buffered === 0 ? null : this._next(size)
  }

  shift (size) {
    if (size > this.buffered) return null
    if (size === 0) return EMPTY

    let chunk = this._next(size)

    if (size === chunk.byteLength) return chunk // likely case

    const chunks = [chunk]

    while ((size -= chunk.byteLength) > 0) {
      chunk = this._next(size)
      chunks.push(chunk)
    }

    return b4a.concat(chunks)
  }

  _next (size) {
    const buf = this.queue.peek()
    const rem = buf.byteLength - this._offset

    if (size >= rem) {
      const sub = this._offset ? buf.subarray(this._offset, buf.byteLength) : buf
      this.queue.shift()
      this._offset = 0
      this.buffered -= rem
      this.shifted += rem
      return sub
    }

    this.buffered -= size
    this.shifted += size

    return buf.subarray(this._offset, (this._offset += size))
  }
}

class Source extends Readable {
  constructor (self, header, offset) {
    super()

    this.header = header
    this.offset = offset

    this._parent = self
  }

  _read (cb) {
    if (this.header.size === 0) {
      this.push(null)
    }
    if (this._parent._stream === this) {
      this._parent._update()
    }
    cb(null)
  }

  _predestroy () {
    this._parent.destroy(getStreamError(this))
  }

  _detach () {
    if (this._parent._stream === this) {
      this._parent._stream = null
      this._parent._missing = overflow(this.header.size)
      this._parent._update()
    }
  }

  _destroy (cb) {
    this._detach()
    cb(null)
  }
}

class Extract extends Writable {
  constructor (opts) {
    super(opts)

    if (!opts) opts = {}

    this._buffer = new BufferList()
    this._offset = 0
    this._header = null
    this._stream = null
    this._missing = 0
    this._longHeader = false
    this._callback = noop
    this._locked = false
    this._finished = false
    this._pax = null
    this._paxGlobal = null
    this._gnuLongPath = null
    this._gnuLongLinkPath = null
    this._filenameEncoding = opts.filenameEncoding || 'utf-8'
    this._allowUnknownFormat = !!opts.allowUnknownFormat
    this._unlockBound = this._unlock.bind(this)
  }

  _unlock (err) {
    this._locked = false

    if (err) {
      this.destroy(err)
      this._continueWrite(err)
      return
    }

    this._update()
  }

  _consumeHeader () {
    if (this._locked) return false

    this._offset = this._buffer.shifted

    try {
      this._header = headers.decode(this._buffer.shift(512), this._filenameEncoding, this._allowUnknownFormat)
    } catch (err) {
      this._continueWrite(err)
      return false
    }

    if (!this._header) return true

    this._header.byteOffset = this._buffer.shifted

    switch (this._header.type) {
      case 'gnu-long-path':
      case 'gnu-long-link-path':
      case 'pax-global-header':
      case 'pax-header':
        this._longHeader = true
        this._missing = this._header.size
        if (this._missing > MAX_HEADER_SIZE) {
          this._continueWrite(new Error('Header exceeds max size'))
          return false
        }
        return true
    }

    this._locked = true
    this._applyLongHeaders()

    if (!(this._header.size >= 0)) {
      this._continueWrite(new Error('Invalid header'))
      return false
    }

    if (this._header.size === 0 || this._header.type === 'directory') {
      this.emit('entry', this._header, this._createStream(), this._unlockBound)
      return true
    }

    this._stream = this._createStream()
    this._missing = this._header.size

    this.emit('entry', this._header, this._stream, this._unlockBound)
    return true
  }

  _applyLongHeaders () {
    if (this._gnuLongPath) {
      this._header.name = this._gnuLongPath
      this._gnuLongPath = null
    }

    if (this._gnuLongLinkPath) {
      this._header.linkname = this._gnuLongLinkPath
      this._gnuLongLinkPath = null
    }

    if (this._pax) {
      if (this._pax.path) this._header.name = this._pax.path
      if (this._pax.linkpath) this._header.linkname = this._pax.linkpath
      if (this._pax.size) this._header.size = parseInt(this._pax.size, 10)
      this._header.pax = this._pax
      this._pax = null
    }
  }

  _decodeLongHeader (buf) {
    switch (this._header.type) {
      case 'gnu-long-path':
        this._gnuLongPath = headers.decodeLongPath(buf, this._filenameEncoding)
        break
      case 'gnu-long-link-path':
        this._gnuLongLinkPath = headers.decodeLongPath(buf, this._filenameEncoding)
        break
      case 'pax-global-header':
        this._paxGlobal = headers.decodePax(buf)
        break
      case 'pax-header':
        this._pax = this._paxGlobal === null
          ? headers.decodePax(buf)
          : Object.assign({}, this._paxGlobal, headers.decodePax(buf))
        break
    }
  }

  _consumeLongHeader () {
    this._longHeader = false
    this._missing = overflow(this._header.size)

    const buf = this._buffer.shift(this._header.size)

    try {
      this._decodeLongHeader(buf)
    } catch (err) {
      this._continueWrite(err)
      return false
    }

    return true
  }

  _consumeStream () {
    const buf = this._buffer.shiftFirst(this._missing)
    if (buf === null) return false

    this._missing -= buf.byteLength
    const drained = this._stream.push(buf)

    if (this._missing === 0) {
      this._stream.push(null)
      if (drained) this._stream._detach()
      return drained && this._locked === false
    }

    return drained
  }

  _createStream () {
    return new Source(this, this._header, this._offset)
  }

  _update () {
    while (this._buffer.buffered > 0 && !this.destroying) {
      if (this._missing > 0) {
        if (this._stream !== null) {
          if (this._consumeStream() === false) return
          continue
        }

        if (this._longHeader === true) {
          if (this._missing > this._buffer.buffered) break
          if (this._consumeLongHeader() === false) return false
          continue
        }

        const ignore = this._buffer.shiftFirst(this._missing)
        if (ignore !== null) this._missing -= ignore.byteLength
        continue
      }

      if (this._buffer.buffered < 512) break
      if (this._stream !== null || this._consumeHeader() === false) return
    }

    this._continueWrite(null)
  }

  _continueWrite (err) {
    const cb = this._callback
    this._callback = noop
    cb(err)
  }

  _write (data, cb) {
    this._callback = cb
    this._buffer.push(data)
    this._update()
  }

  _final (cb) {
    this._finished = this._missing === 0 && this._buffer.buffered === 0
    cb(this._finished ? null : new Error('Unexpected end of data'))
  }

  _predestroy () {
    this._continueWrite(null)
  }

  _destroy (cb) {
    if (this._stream) this._stream.destroy(getStreamError(this))
    cb(null)
  }

  [Symbol.asyncIterator] () {
    let error = null

    let promiseResolve = null
    let promiseReject = null

    let entryStream = null
    let entryCallback = null

    const extract = this

    this.on('entry', onentry)
    this.on('error', (err) => { error = err })
    this.on('close', onclose)

    return {
      [Symbol.asyncIterator] () {
        return this
      },
      next () {
        return new Promise(onnext)
      },
      return () {
        return destroy(null)
      },
      throw (err) {
        return destroy(err)
      }
    }

    function consumeCallback (err) {
      if (!entryCallback) return
      const cb = entryCallback
      entryCallback = null
      cb(err)
    }

    function onnext (resolve, reject) {
      if (error) {
        return reject(error)
      }

      if (entryStream) {
        resolve({ value: entryStream, done: false })
        entryStream = null
        return
      }

      promiseResolve = resolve
      promiseReject = reject

      consumeCallback(null)

      if (extract._finished && promiseResolve) {
        promiseResolve({ value: undefined, done: true })
        promiseResolve = promiseReject = null
      }
    }

    function onentry (header, stream, callback) {
      entryCallback = callback
      stream.on('error', noop) // no way around this due to tick sillyness

      if (promiseResolve) {
        promiseResolve({ value: stream, done: false })
        promiseResolve = promiseReject = null
      } else {
        entryStream = stream
      }
    }

    function onclose () {
      consumeCallback(error)
      if (!promiseResolve) return
      if (error) promiseReject(error)
      else promiseResolve({ value: undefined, done: true })
      promiseResolve = promiseReject = null
    }

    function destroy (err) {
      extract.destroy(err)
      consumeCallback(err)
      return new Promise((resolve, reject) => {
        if (extract.destroyed) return resolve({ value: undefined, done: true })
        extract.once('close', function () {
          if (err) reject(err)
          else resolve({ value: undefined, done: true })
        })
      })
    }
  }
}

module.exports = function extract (opts) {
  return new Extract(opts)
}

function noop () {}

function overflow (size) {
  size &= 511
  return size && 512 - size
}


/***/ }),

/***/ 666:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

const b4a = __nccwpck_require__(255)

const ZEROS = '0000000000000000000'
const SEVENS = '7777777777777777777'
const ZERO_OFFSET = '0'.charCodeAt(0)
const USTAR_MAGIC = b4a.from([0x75, 0x73, 0x74, 0x61, 0x72, 0x00]) // ustar\x00
const USTAR_VER = b4a.from([ZERO_OFFSET, ZERO_OFFSET])
const GNU_MAGIC = b4a.from([0x75, 0x73, 0x74, 0x61, 0x72, 0x20]) // ustar\x20
const GNU_VER = b4a.from([0x20, 0x00])
const MASK = 0o7777
const MAGIC_OFFSET = 257
const VERSION_OFFSET = 263

exports.decodeLongPath = function decodeLongPath (buf, encoding) {
  return decodeStr(buf, 0, buf.length, encoding)
}

exports.encodePax = function encodePax (opts) { // TODO: encode more stuff in pax
  let result = ''
  if (opts.name) result += addLength(' path=' + opts.name + '\n')
  if (opts.linkname) result += addLength(' linkpath=' + opts.linkname + '\n')
  const pax = opts.pax
  if (pax) {
    for (const key in pax) {
      result += addLength(' ' + key + '=' + pax[key] + '\n')
    }
  }
  return b4a.from(result)
}

exports.decodePax = function decodePax (buf) {
  const result = {}

  while (buf.length) {
    let i = 0
    while (i < buf.length && buf[i] !== 32) i++
    const len = parseInt(b4a.toString(buf.subarray(0, i)), 10)
    if (!len) return result

    const b = b4a.toString(buf.subarray(i + 1, len - 1))
    const keyIndex = b.indexOf('=')
    if (keyIndex === -1) return result
    result[b.slice(0, keyIndex)] = b.slice(keyIndex + 1)

    buf = buf.subarray(len)
  }

  return result
}

exports.encode = function encode (opts) {
  const buf = b4a.alloc(512)
  let name = opts.name
  let prefix = ''

  if (opts.typeflag === 5 && name[name.length - 1] !== '/') name += '/'
  if (b4a.byteLength(name) !== name.length) return null // utf-8

  while (b4a.byteLength(name) > 100) {
    const i = name.indexOf('/')
    if (i === -1) return null
    prefix += prefix ? '/' + name.slice(0, i) : name.slice(0, i)
    name = name.slice(i + 1)
  }

  if (b4a.byteLength(name) > 100 || b4a.byteLength(prefix) > 155) return null
  if (opts.linkname && b4a.byteLength(opts.linkname) > 100) return null

  b4a.write(buf, name)
  b4a.write(buf, encodeOct(opts.mode & MASK, 6), 100)
  b4a.write(buf, encodeOct(opts.uid, 6), 108)
  b4a.write(buf, encodeOct(opts.gid, 6), 116)
  encodeSize(opts.size, buf, 124)
  b4a.write(buf, encodeOct((opts.mtime.getTime() / 1000) | 0, 11), 136)

  buf[156] = ZERO_OFFSET + toTypeflag(opts.type)

  if (opts.linkname) b4a.write(buf, opts.linkname, 157)

  b4a.copy(USTAR_MAGIC, buf, MAGIC_OFFSET)
  b4a.copy(USTAR_VER, buf, VERSION_OFFSET)
  if (opts.uname) b4a.write(buf, opts.uname, 265)
  if (opts.gname) b4a.write(buf, opts.gname, 297)
  b4a.write(buf, encodeOct(opts.devmajor || 0, 6), 329)
  b4a.write(buf, encodeOct(opts.devminor || 0, 6), 337)

  if (prefix) b4a.write(buf, prefix, 345)

  b4a.write(buf, encodeOct(cksum(buf), 6), 148)

  return buf
}

exports.decode = function decode (buf, filenameEncoding, allowUnknownFormat) {
  let typeflag = buf[156] === 0 ? 0 : buf[156] - ZERO_OFFSET

  let name = decodeStr(buf, 0, 100, filenameEncoding)
  const mode = decodeOct(buf, 100, 8)
  const uid = decodeOct(buf, 108, 8)
  const gid = decodeOct(buf, 116, 8)
  const size = decodeOct(buf, 124, 12)
  const mtime = decodeOct(buf, 136, 12)
  const type = toType(typeflag)
  const linkname = buf[157] === 0 ? null : decodeStr(buf, 157, 100, filenameEncoding)
  const uname = decodeStr(buf, 265, 32)
  const gname = decodeStr(buf, 297, 32)
  const devmajor = decodeOct(buf, 329, 8)
  const devminor = decodeOct(buf, 337, 8)

  const c = cksum(buf)

  // checksum is still initial value if header was null.
  if (c === 8 * 32) return null

  // valid checksum
  if (c !== decodeOct(buf, 148, 8)) throw new Error('Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?')

  if (isUSTAR(buf)) {
    // ustar (posix) format.
    // prepend prefix, if present.
    if (buf[345]) name = decodeStr(buf, 345, 155, filenameEncoding) + '/' + name
  } else if (isGNU(buf)) {
    // 'gnu'/'oldgnu' format. Similar to ustar, but has support for incremental and
    // multi-volume tarballs.
  } else {
    if (!allowUnknownFormat) {
      throw new Error('Invalid tar header: unknown format.')
    }
  }

  // to support old tar versions that use trailing / to indicate dirs
  if (typeflag === 0 && name && name[name.length - 1] === '/') typeflag = 5

  return {
    name,
    mode,
    uid,
    gid,
    size,
    byteOffset: 0,
    mtime: new Date(1000 * mtime),
    type,
    linkname,
    uname,
    gname,
    devmajor,
    devminor,
    pax: null
  }
}

function isUSTAR (buf) {
  return b4a.equals(USTAR_MAGIC, buf.subarray(MAGIC_OFFSET, MAGIC_OFFSET + 6))
}

function isGNU (buf) {
  return b4a.equals(GNU_MAGIC, buf.subarray(MAGIC_OFFSET, MAGIC_OFFSET + 6)) &&
    b4a.equals(GNU_VER, buf.subarray(VERSION_OFFSET, VERSION_OFFSET + 2))
}

function clamp (index, len, defaultValue) {
  if (typeof index !== 'number') return defaultValue
  index = ~~index // Coerce to integer.
  if (index >= len) return len
  if (index >= 0) return index
  index += len
  if (index >= 0) return index
  return 0
}

function toType (flag) {
  switch (flag) {
    case 0:
      return 'file'
    case 1:
      return 'link'
    case 2:
      return 'symlink'
    case 3:
      return 'character-device'
    case 4:
      return 'block-device'
    case 5:
      return 'directory'
    case 6:
      return 'fifo'
    case 7:
      return 'contiguous-file'
    case 72:
      return 'pax-header'
    case 55:
      return 'pax-global-header'
    case 27:
      return 'gnu-long-link-path'
    case 28:
    case 30:
      return 'gnu-long-path'
  }

  return null
}

function toTypeflag (flag) {
  switch (flag) {
    case 'file':
      return 0
    case 'link':
      return 1
    case 'symlink':
      return 2
    case 'character-device':
      return 3
    case 'block-device':
      return 4
    case 'directory':
      return 5
    case 'fifo':
      return 6
    case 'contiguous-file':
      return 7
    case 'pax-header':
      return 72
  }

  return 0
}

function indexOf (block, num, offset, end) {
  for (; offset < end; offset++) {
    if (block[offset] === num) return offset
  }
  return end
}

function cksum (block) {
  let sum = 8 * 32
  for (let i = 0; i < 148; i++) sum += block[i]
  for (let j = 156; j < 512; j++) sum += block[j]
  return sum
}

function encodeOct (val, n) {
  val = val.toString(8)
  if (val.length > n) return SEVENS.slice(0, n) + ' '
  return ZEROS.slice(0, n - val.length) + val + ' '
}

function encodeSizeBin (num, buf, off) {
  buf[off] = 0x80
  for (let i = 11; i > 0; i--) {
    buf[off + i] = num & 0xff
    num = Math.floor(num / 0x100)
  }
}

function encodeSize (num, buf, off) {
  if (num.toString(8).length > 11) {
    encodeSizeBin(num, buf, off)
  } else {
    b4a.write(buf, encodeOct(num, 11), off)
  }
}

/* Copied from the node-tar repo and modified to meet
 * tar-stream coding standard.
 *
 * Source: https://github.com/npm/node-tar/blob/51b6627a1f357d2eb433e7378e5f05e83b7aa6cd/lib/header.js#L349
 */
function parse256 (buf) {
  // first byte MUST be either 80 or FF
  // 80 for positive, FF for 2's comp
  let positive
  if (buf[0] === 0x80) positive = true
  else if (buf[0] === 0xFF) positive = false
  else return null

  // build up a base-256 tuple from the least sig to the highest
  const tuple = []
  let i
  for (i = buf.length - 1; i > 0; i--) {
    const byte = buf[i]
    if (positive) tuple.push(byte)
    else tuple.push(0xFF - byte)
  }

  let sum = 0
  const l = tuple.length
  for (i = 0; i < l; i++) {
    sum += tuple[i] * Math.pow(256, i)
  }

  return positive ? sum : -1 * sum
}

function decodeOct (val, offset, length) {
  val = val.subarray(offset, offset + length)
  offset = 0

  // If prefixed with 0x80 then parse as a base-256 integer
  if (val[offset] & 0x80) {
    return parse256(val)
  } else {
    // Older versions of tar can prefix with spaces
    while (offset < val.length && val[offset] === 32) offset++
    const end = clamp(indexOf(val, 32, offset, val.length), val.length, val.length)
    while (offset < end && val[offset] === 0) offset++
    if (end === offset) return 0
    return parseInt(b4a.toString(val.subarray(offset, end)), 8)
  }
}

function decodeStr (val, offset, length, encoding) {
  return b4a.toString(val.subarray(offset, indexOf(val, 0, offset, offset + length)), encoding)
}

function addLength (str) {
  const len = b4a.byteLength(str)
  let digits = Math.floor(Math.log(len) / Math.log(10)) + 1
  if (len + digits >= Math.pow(10, digits)) digits++

  return (len + digits) + str
}


/***/ }),

/***/ 872:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

/* unused reexport */ __nccwpck_require__(65)
exports.pack = __nccwpck_require__(391)


/***/ }),

/***/ 391:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

const { Readable, Writable, getStreamError } = __nccwpck_require__(350)
const b4a = __nccwpck_require__(255)

const constants = __nccwpck_require__(989)
const headers = __nccwpck_require__(666)

const DMODE = 0o755
const FMODE = 0o644

const END_OF_TAR = b4a.alloc(1024)

class Sink extends Writable {
  constructor (pack, header, callback) {
    super({ mapWritable, eagerOpen: true })

    this.written = 0
    this.header = header

    this._callback = callback
    this._linkname = null
    this._isLinkname = header.type === 'symlink' && !header.linkname
    this._isVoid = header.type !== 'file' && header.type !== 'contiguous-file'
    this._finished = false
    this._pack = pack
    this._openCallback = null

    if (this._pack._stream === null) this._pack._stream = this
    else this._pack._pending.push(this)
  }

  _open (cb) {
    this._openCallback = cb
    if (this._pack._stream === this) this._continueOpen()
  }

  _continuePack (err) {
    if (this._callback === null) return

    const callback = this._callback
    this._callback = null

    callback(err)
  }

  _continueOpen () {
    if (this._pack._stream === null) this._pack._stream = this

    const cb = this._openCallback
    this._openCallback = null
    if (cb === null) return

    if (this._pack.destroying) return cb(new Error('pack stream destroyed'))
    if (this._pack._finalized) return cb(new Error('pack stream is already finalized'))

    this._pack._stream = this

    if (!this._isLinkname) {
      this._pack._encode(this.header)
    }

    if (this._isVoid) {
      this._finish()
      this._continuePack(null)
    }

    cb(null)
  }

  _write (data, cb) {
    if (this._isLinkname) {
      this._linkname = this._linkname ? b4a.concat([this._linkname, data]) : data
      return cb(null)
    }

    if (this._isVoid) {
      if (data.byteLength > 0) {
        return cb(new Error('No body allowed for this entry'))
      }
      return cb()
    }

    this.written += data.byteLength
    if (this._pack.push(data)) return cb()
    this._pack._drain = cb
  }

  _finish () {
    if (this._finished) return
    this._finished = true

    if (this._isLinkname) {
      this.header.linkname = this._linkname ? b4a.toString(this._linkname, 'utf-8') : ''
      this._pack._encode(this.header)
    }

    overflow(this._pack, this.header.size)

    this._pack._done(this)
  }

  _final (cb) {
    if (this.written !== this.header.size) { // corrupting tar
      return cb(new Error('Size mismatch'))
    }

    this._finish()
    cb(null)
  }

  _getError () {
    return getStreamError(this) || new Error('tar entry destroyed')
  }

  _predestroy () {
    this._pack.destroy(this._getError())
  }

  _destroy (cb) {
    this._pack._done(this)

    this._continuePack(this._finished ? null : this._getError())

    cb()
  }
}

class Pack extends Readable {
  constructor (opts) {
    super(opts)
    this._drain = noop
    this._finalized = false
    this._finalizing = false
    this._pending = []
    this._stream = null
  }

  entry (header, buffer, callback) {
    if (this._finalized || this.destroying) throw new Error('already finalized or destroyed')

    if (typeof buffer === 'function') {
      callback = buffer
      buffer = null
    }

    if (!callback) callback = noop

    if (!header.size || header.type === 'symlink') header.size = 0
    if (!header.type) header.type = modeToType(header.mode)
    if (!header.mode) header.mode = header.type === 'directory' ? DMODE : FMODE
    if (!header.uid) header.uid = 0
    if (!header.gid) header.gid = 0
    if (!header.mtime) header.mtime = new Date()

    if (typeof buffer === 'string') buffer = b4a.from(buffer)

    const sink = new Sink(this, header, callback)

    if (b4a.isBuffer(buffer)) {
      header.size = buffer.byteLength
      sink.write(buffer)
      sink.end()
      return sink
    }

    if (sink._isVoid) {
      return sink
    }

    return sink
  }

  finalize () {
    if (this._stream || this._pending.length > 0) {
      this._finalizing = true
      return
    }

    if (this._finalized) return
    this._finalized = true

    this.push(END_OF_TAR)
    this.push(null)
  }

  _done (stream) {
    if (stream !== this._stream) return

    this._stream = null

    if (this._finalizing) this.finalize()
    if (this._pending.length) this._pending.shift()._continueOpen()
  }

  _encode (header) {
    if (!header.pax) {
      const buf = headers.encode(header)
      if (buf) {
        this.push(buf)
        return
      }
    }
    this._encodePax(header)
  }

  _encodePax (header) {
    const paxHeader = headers.encodePax({
      name: header.name,
      linkname: header.linkname,
      pax: header.pax
    })

    const newHeader = {
      name: 'PaxHeader',
      mode: header.mode,
      uid: header.uid,
      gid: header.gid,
      size: paxHeader.byteLength,
      mtime: header.mtime,
      type: 'pax-header',
      linkname: header.linkname && 'PaxHeader',
      uname: header.uname,
      gname: header.gname,
      devmajor: header.devmajor,
      devminor: header.devminor
    }

    this.push(headers.encode(newHeader))
    this.push(paxHeader)
    overflow(this, paxHeader.byteLength)

    newHeader.size = header.size
    newHeader.type = header.type
    this.push(headers.encode(newHeader))
  }

  _doDrain () {
    const drain = this._drain
    this._drain = noop
    drain()
  }

  _predestroy () {
    const err = getStreamError(this)

    if (this._stream) this._stream.destroy(err)

    while (this._pending.length) {
      const stream = this._pending.shift()
      stream.destroy(err)
      stream._continueOpen()
    }

    this._doDrain()
  }

  _read (cb) {
    this._doDrain()
    cb()
  }
}

module.exports = function pack (opts) {
  return new Pack(opts)
}

function modeToType (mode) {
  switch (mode & constants.S_IFMT) {
    case constants.S_IFBLK: return 'block-device'
    case constants.S_IFCHR: return 'character-device'
    case constants.S_IFDIR: return 'directory'
    case constants.S_IFIFO: return 'fifo'
    case constants.S_IFLNK: return 'symlink'
  }

  return 'file'
}

function noop () {}

function overflow (self, size) {
  size &= 511
  if (size) self.push(END_OF_TAR.subarray(0, 512 - size))
}

function mapWritable (buf) {
  return b4a.isBuffer(buf) ? buf : b4a.from(buf)
}


/***/ }),

/***/ 360:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

const PassThroughDecoder = __nccwpck_require__(34)
const UTF8Decoder = __nccwpck_require__(216)

module.exports = class TextDecoder {
  constructor(encoding = 'utf8') {
    this.encoding = normalizeEncoding(encoding)

    switch (this.encoding) {
      case 'utf8':
        this.decoder = new UTF8Decoder()
        break
      case 'utf16le':
      case 'base64':
        throw new Error('Unsupported encoding: ' + this.encoding)
      default:
        this.decoder = new PassThroughDecoder(this.encoding)
    }
  }

  get remaining() {
    return this.decoder.remaining
  }

  push(data) {
    if (typeof data === 'string') return data
    return this.decoder.decode(data)
  }

  // For Node.js compatibility
  write(data) {
    return this.push(data)
  }

  end(data) {
    let result = ''
    if (data) result = this.push(data)
    result += this.decoder.flush()
    return result
  }
}

function normalizeEncoding(encoding) {
  encoding = encoding.toLowerCase()

  switch (encoding) {
    case 'utf8':
    case 'utf-8':
      return 'utf8'
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return 'utf16le'
    case 'latin1':
    case 'binary':
      return 'latin1'
    case 'base64':
    case 'ascii':
    case 'hex':
      return encoding
    default:
      throw new Error('Unknown encoding: ' + encoding)
  }
}


/***/ }),

/***/ 34:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

const b4a = __nccwpck_require__(255)

module.exports = class PassThroughDecoder {
  constructor(encoding) {
    this.encoding = encoding
  }

  get remaining() {
    return 0
  }

  decode(data) {
    return b4a.toString(data, this.encoding)
  }

  flush() {
    return ''
  }
}


/***/ }),

/***/ 216:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

const b4a = __nccwpck_require__(255)

/**
 * https://encoding.spec.whatwg.org/#utf-8-decoder
 */
module.exports = class UTF8Decoder {
  constructor() {
    this._reset()
  }

  get remaining() {
    return this.bytesSeen
  }

  decode(data) {
    if (data.byteLength === 0) return ''

    if (this.bytesNeeded === 0 && trailingIncomplete(data, 0) === 0) {
      this.bytesSeen = trailingBytesSeen(data)
      return b4a.toString(data, 'utf8')
    }

    let result = ''
    let start = 0

    if (this.bytesNeeded > 0) {
      while (start < data.byteLength) {
        const byte = data[start]

        if (byte < this.lowerBoundary || byte > this.upperBoundary) {
          result += '\ufffd'
          this._reset()
          break
        }

        this.lowerBoundary = 0x80
        this.upperBoundary = 0xbf
        this.codePoint = (this.codePoint << 6) | (byte & 0x3f)
        this.bytesSeen++
        start++

        if (this.bytesSeen === this.bytesNeeded) {
          result += String.fromCodePoint(this.codePoint)
          this._reset()
          break
        }
      }

      if (this.bytesNeeded > 0) return result
    }

    const trailing = trailingIncomplete(data, start)
    const end = data.byteLength - trailing

    if (end > start) result += b4a.toString(data, 'utf8', start, end)

    for (let i = end; i < data.byteLength; i++) {
      const byte = data[i]

      if (this.bytesNeeded === 0) {
        if (byte <= 0x7f) {
          this.bytesSeen = 0
          result += String.fromCharCode(byte)
        } else if (byte >= 0xc2 && byte <= 0xdf) {
          this.bytesNeeded = 2
          this.bytesSeen = 1
          this.codePoint = byte & 0x1f
        } else if (byte >= 0xe0 && byte <= 0xef) {
          if (byte === 0xe0) this.lowerBoundary = 0xa0
          else if (byte === 0xed) this.upperBoundary = 0x9f
          this.bytesNeeded = 3
          this.bytesSeen = 1
          this.codePoint = byte & 0xf
        } else if (byte >= 0xf0 && byte <= 0xf4) {
          if (byte === 0xf0) this.lowerBoundary = 0x90
          else if (byte === 0xf4) this.upperBoundary = 0x8f
          this.bytesNeeded = 4
          this.bytesSeen = 1
          this.codePoint = byte & 0x7
        } else {
          this.bytesSeen = 1
          result += '\ufffd'
        }

        continue
      }

      if (byte < this.lowerBoundary || byte > this.upperBoundary) {
        result += '\ufffd'
        i--
        this._reset()

        continue
      }

      this.lowerBoundary = 0x80
      this.upperBoundary = 0xbf

      this.codePoint = (this.codePoint << 6) | (byte & 0x3f)
      this.bytesSeen++

      if (this.bytesSeen === this.bytesNeeded) {
        result += String.fromCodePoint(this.codePoint)
        this._reset()
      }
    }

    return result
  }

  flush() {
    const result = this.bytesNeeded > 0 ? '\ufffd' : ''
    this._reset()
    return result
  }

  _reset() {
    this.codePoint = 0
    this.bytesNeeded = 0
    this.bytesSeen = 0
    this.lowerBoundary = 0x80
    this.upperBoundary = 0xbf
  }
}

function trailingIncomplete(data, start) {
  const len = data.byteLength
  if (len <= start) return 0

  const limit = Math.max(start, len - 4)

  let i = len - 1
  while (i > limit && (data[i] & 0xc0) === 0x80) i--

  if (i < start) return 0

  const byte = data[i]

  let needed
  if (byte <= 0x7f) return 0
  if (byte >= 0xc2 && byte <= 0xdf) needed = 2
  else if (byte >= 0xe0 && byte <= 0xef) needed = 3
  else if (byte >= 0xf0 && byte <= 0xf4) needed = 4
  else return 0

  const available = len - i
  return available < needed ? available : 0
}

function trailingBytesSeen(data) {
  const len = data.byteLength
  if (len === 0) return 0

  const last = data[len - 1]

  if (last <= 0x7f) return 0
  if ((last & 0xc0) !== 0x80) return 1

  const limit = Math.max(0, len - 4)

  let i = len - 2
  while (i >= limit && (data[i] & 0xc0) === 0x80) i--

  if (i < 0) return 1

  const first = data[i]

  let needed
  if (first >= 0xc2 && first <= 0xdf) needed = 2
  else if (first >= 0xe0 && first <= 0xef) needed = 3
  else if (first >= 0xf0 && first <= 0xf4) needed = 4
  else return 1

  if (len - i !== needed) return 1

  if (needed >= 3) {
    const second = data[i + 1]
    if (first === 0xe0 && second < 0xa0) return 1
    if (first === 0xed && second > 0x9f) return 1
    if (first === 0xf0 && second < 0x90) return 1
    if (first === 0xf4 && second > 0x8f) return 1
  }

  return 0
}


/***/ }),

/***/ 7:
/***/ ((__unused_webpack_module, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  d: () => (/* binding */ runCommand)
});

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
var external_node_path_default = /*#__PURE__*/__nccwpck_require__.n(external_node_path_namespaceObject);
;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");
;// CONCATENATED MODULE: ./rehearsal/docker/errors.ts
/** A build that BuildKit refuses, with BuildKit's message, or a build that only the stand-in cannot do. */
class BuildError extends Error {
    /** Line of the Dockerfile that causes the error, if there is one. */
    line;
    constructor(message, line) {
        super(message);
        this.name = "BuildError";
        this.line = line;
    }
}
/** Makes the error for something that a real engine can do and the stand-in cannot. */
const unsupported = (what, line) => new BuildError(`docker stand-in: ${what} is not supported; start a Docker engine to build this`, line);
/** Does some work for an instruction. An error without a line gets the instruction's line. */
function atLine(line, work) {
    try {
        return work();
    }
    catch (error) {
        if (error instanceof BuildError && error.line === undefined)
            throw new BuildError(error.message, line);
        throw error;
    }
}

;// CONCATENATED MODULE: ./rehearsal/docker/arguments.ts


const SUPPORTED = `version, buildx version, buildx inspect, buildx imagetools inspect --raw NAME,
  buildx build --progress=plain --provenance=false --sbom=false
  [--metadata-file=FILE] [--file=FILE] [--target=STAGE] [--platform=OS/ARCH,…] [--tag=NAME]…
  [--build-arg=NAME=VALUE]… [--label=NAME=VALUE]… [--secret=id=ID,src=FILE]… [--push] CONTEXT`;
const OPTIONS = {
    progress: { type: "string" },
    provenance: { type: "string" },
    sbom: { type: "string" },
    "metadata-file": { type: "string" },
    file: { type: "string", short: "f" },
    target: { type: "string" },
    platform: { type: "string" },
    tag: { type: "string", short: "t", multiple: true },
    "build-arg": { type: "string", multiple: true },
    label: { type: "string", multiple: true },
    // The stand-in runs no RUN instruction, so nothing would mount a secret.
    secret: { type: "string", multiple: true },
    push: { type: "boolean" },
};
/** @throws BuildError for an unknown option, or a value that is not supported */
function readBuildOptions(argv) {
    const { values, positionals } = parse(argv);
    const [context, ...more] = positionals;
    if (context === undefined || more.length > 0)
        throw new BuildError(`"docker buildx build" requires exactly 1 argument, got ${positionals.length}`);
    // By default, an engine pushes an index with attestations. The stand-in makes none.
    if (values.provenance !== "false")
        throw unsupported("a build without --provenance=false");
    if ((values.sbom ?? "false") !== "false")
        throw unsupported("--sbom");
    return {
        context,
        file: values.file,
        target: values.target,
        platforms: values.platform?.split(",") ?? [],
        buildArgs: pairs(values["build-arg"] ?? []),
        labels: pairs(values.label ?? []),
        names: values.tag ?? [],
        push: values.push ?? false,
        metadataFile: values["metadata-file"],
    };
}
function parse(argv) {
    try {
        return (0,external_node_util_namespaceObject.parseArgs)({ args: argv, options: OPTIONS, allowPositionals: true });
    }
    catch (error) {
        throw new BuildError(`docker stand-in: ${error.message}. Supported: ${SUPPORTED}`);
    }
}
const pairs = (list) => Object.fromEntries(list.map((pair) => {
    const at = pair.indexOf("=");
    return at < 0 ? [pair, process.env[pair] ?? ""] : [pair.slice(0, at), pair.slice(at + 1)];
}));

;// CONCATENATED MODULE: ./rehearsal/docker/words.ts

/**
 * The special parts of a line: quotes, escapes, variables without braces, and whitespace. Everything else that does not
 * begin `${` is a plain character.
 */
const TOKEN = /'([^']*)'|"((?:\\[^]|[^"\\])*)"|\\([^])|\$(\w+)|(\s+)|(?!\$\{)([^])/y;
/** In double quotes, a backslash escapes only three characters, and single quotes are plain characters. */
const IN_QUOTES = /\\(["\\$])|\$(\w+)|(?!\$\{)([^])/y;
/** What may be between the braces of `${}`: nested ones, an escaped character, and any other character. */
const IN_BRACES = /\$\{|\}|\\[^]|[^]/g;
/** The inside of `${}`: a name, which an operator and another word may follow. */
const BRACED = /^(\w+)(?:(:?[-+?])([^]*))?$/;
/**
 * Splits a line into words, without quotes and with variables replaced. A variable's value is not split again; an
 * unknown name gives an empty text. https://docs.docker.com/reference/dockerfile/#environment-replacement
 * @throws BuildError for a variable that has to have a value (`${NAME:?}`), and for an operator that only a real engine
 *   knows, such as `${NAME%suffix}`
 */
function readWords(text, variables) {
    return readLine(text, variables, true);
}
/** Does the same for a line that is a single word, whatever whitespace it contains. */
function readText(text, variables) {
    return readLine(text.trim(), variables, false).join("");
}
/** Splits a line at blanks outside of quotes. The words keep their quotes and variables. */
const rawWords = (text) => text.match(/(?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\]|['"])+/g) ?? [];
function readLine(text, variables, split) {
    const words = [];
    let word;
    for (let at = 0; at < text.length;) {
        const token = matchAt(TOKEN, text, at);
        const end = token === null ? endOfBraces(text, at) : at + token[0].length;
        const [, single, double, escaped, name, blanks, character] = token ?? [];
        if (blanks !== undefined && split) {
            if (word !== undefined)
                words.push(word);
            word = undefined;
        }
        else {
            word ??= "";
            if (token === null)
                word += valueOfBraces(text.slice(at, end), variables);
            else if (double !== undefined)
                word += readQuoted(double, variables);
            else if (name !== undefined)
                word += variables[name] ?? "";
            else
                word += single ?? escaped ?? blanks ?? character ?? "";
        }
        at = end;
    }
    return word === undefined ? words : [...words, word];
}
function readQuoted(text, variables) {
    let result = "";
    for (let at = 0; at < text.length;) {
        const token = matchAt(IN_QUOTES, text, at);
        const end = token === null ? endOfBraces(text, at) : at + token[0].length;
        const [, escaped, name, character] = token ?? [];
        if (token === null)
            result += valueOfBraces(text.slice(at, end), variables);
        else
            result += name === undefined ? (escaped ?? character ?? "") : (variables[name] ?? "");
        at = end;
    }
    return result;
}
function matchAt(pattern, text, at) {
    pattern.lastIndex = at;
    return pattern.exec(text);
}
/**
 * Returns the index after the brace that closes the `${` at an index.
 * @throws BuildError if no brace closes it
 */
function endOfBraces(text, start) {
    let depth = 0;
    IN_BRACES.lastIndex = start;
    for (let token = IN_BRACES.exec(text); token !== null; token = IN_BRACES.exec(text)) {
        if (token[0] === "${")
            depth += 1;
        else if (token[0] === "}")
            depth -= 1;
        if (depth === 0)
            return IN_BRACES.lastIndex;
    }
    throw new BuildError(`failed to process ${JSON.stringify(text)}: syntax error: missing '}'`);
}
/** Evaluates `${NAME}` and its operators. With a colon, an empty value is no value. */
function valueOfBraces(whole, variables) {
    const [, name, operator = "", other = ""] = BRACED.exec(whole.slice(2, -1)) ?? [];
    if (name === undefined)
        throw unsupported(whole);
    const value = variables[name];
    const isSet = operator.startsWith(":") ? (value ?? "") !== "" : value !== undefined;
    if (operator.endsWith("-"))
        return isSet ? (value ?? "") : readText(other, variables);
    if (operator.endsWith("+"))
        return isSet ? readText(other, variables) : "";
    if (operator.endsWith("?") && !isSet)
        throw new BuildError(`failed to process ${JSON.stringify(whole)}: ${name}: ${other || "is not allowed to be unset"}`);
    return value ?? "";
}
/** Reads `A=1 B="two $WORDS"`, or the old form `A the rest of the line`. */
function readPairs(text, variables) {
    const [, name = "", separator, rest = ""] = /^([^\s=]+)(=|\s*)([^]*)$/.exec(text.trim()) ?? [];
    if (separator !== "=" && !/^["']/.test(name))
        return [[name, readText(rest, variables)]];
    return readWords(text, variables).map((word) => {
        const at = word.indexOf("=");
        return [word.slice(0, at), word.slice(at + 1)];
    });
}

;// CONCATENATED MODULE: ./rehearsal/docker/build-arguments.ts

const ARCHITECTURES = { X64: "amd64", ARM64: "arm64" };
/**
 * Returns the platform of a build that names none: the platform of the job's runner. No instruction is run here, so any
 * platform works.
 */
const ownPlatform = () => {
    const runner = ARCHITECTURES[process.env["RUNNER_ARCH"] ?? ""];
    return `linux/${runner ?? (process.arch === "x64" ? "amd64" : process.arch)}`;
};
/**
 * Returns a platform as BuildKit writes it: without the variant that all machines of an architecture have, and with the
 * usual variant of arm.
 * https://github.com/containerd/platforms/blob/main/database.go
 */
function normalPlatform(platform) {
    const [os = "", architecture = "", variant = ""] = platform.toLowerCase().split("/");
    const isUsual = /^(?:arm64\/v?8|amd64\/v1)$/.test(`${architecture}/${variant}`);
    const ofArm = variant === "" ? "v7" : variant.replace(/^(?=\d$)/, "v");
    const written = architecture === "arm" ? ofArm : isUsual ? "" : variant;
    return [os, architecture, written].filter((part) => part !== "").join("/");
}
/** Returns the ARG values that BuildKit predefines. @param platform of the image, as `normalPlatform` writes it */
function platformVariables(platform) {
    const of = (prefix, name) => {
        const [os = "", architecture = "", variant = ""] = name.split("/");
        return {
            [`${prefix}PLATFORM`]: name,
            [`${prefix}OS`]: os,
            [`${prefix}ARCH`]: architecture,
            [`${prefix}VARIANT`]: variant,
        };
    };
    return { ...of("TARGET", platform), ...of("BUILD", ownPlatform()) };
}
/** Declares an ARG: its value is the build's, otherwise the default, otherwise that of an ARG before the first FROM. */
function declare({ rest }, variables, globals, buildArgs) {
    for (const word of readWords(rest, variables)) {
        const [, name = "", , fallback] = /^([^=]*)(=([^]*))?$/.exec(word) ?? [];
        const value = buildArgs[name] ?? fallback ?? globals[name];
        if (value !== undefined)
            variables[name] = value;
    }
}

;// CONCATENATED MODULE: ./rehearsal/docker/pattern.ts

/**
 * Matches escaped characters, wildcards, classes, and characters that are special in a RegExp but not in a pattern. In
 * a class, a hyphen is between two characters or after a backslash.
 */
const pattern_TOKEN = /\\[^]|\*\*\/|\*\*|\*|\?|\[\^?(?:(?:\\[^]|[^\]\\-])(?:-(?:\\[^]|[^\]\\-]))?)+\]|[\\^$.+(){}|[\]]/g;
/**
 * Compiles a path pattern of COPY or .dockerignore: `*`, `?`, `[a-z]` within one segment, `**` across any number of
 * segments, and a backslash that makes the next character literal.
 * https://pkg.go.dev/path/filepath#Match
 * @throws BuildError for a class that does not end, and for a backslash at the end
 */
function pathPattern(text) {
    const source = text.replaceAll(pattern_TOKEN, (token, offset) => {
        if (token === "**/")
            return "(?:.*/)?";
        if (token === "**")
            return isAnyText(text, offset) ? ".*" : "(?:.*/)?";
        if (token === "*")
            return "[^/]*";
        if (token === "?")
            return "[^/]";
        if (token === "[" || token === "\\")
            throw syntaxError(text);
        if (token.startsWith("["))
            return token;
        // An escape stands for its character.
        return literal(token.slice(-1));
    });
    try {
        return new RegExp(`^${source}$`);
    }
    catch {
        throw syntaxError(text);
    }
}
/**
 * Returns whether `**` stands for any text: at the end of the pattern, and at the start of a pattern without other
 * wildcards. In between, it stands for complete segments, as if a slash followed.
 * https://github.com/moby/patternmatcher/blob/v0.6.1/patternmatcher.go (compile)
 */
const isAnyText = (text, offset) => offset + 2 === text.length || (offset === 0 && !/[*?[\]\\]/.test(text.slice(2)));
const literal = (character) => character.replace(/[^\w/]/, String.raw `\$&`);
const syntaxError = (text) => new BuildError(`syntax error in pattern: ${text}`);

;// CONCATENATED MODULE: ./rehearsal/docker/ignore-file.ts



/**
 * Reads a .dockerignore. Returns a function that tells whether a path (relative, forward slashes) is excluded from the
 * context. Differences from .gitignore:
 * - Patterns start at the root, and the last matching pattern decides.
 * - A pattern that matches a folder matches everything in it. Therefore `!` can include a file of an ignored folder
 *   again.
 *
 * A pattern that cannot change the result so far is not tried, so a folder that was not excluded is not included again
 * either.
 * https://docs.docker.com/build/concepts/context/#dockerignore-files
 * https://github.com/moby/patternmatcher/blob/v0.6.1/patternmatcher.go (MatchesUsingParentResults)
 * @throws BuildError for a pattern that cannot be read
 */
function readIgnoreFile(text) {
    const rules = text
        .replace(/^\uFEFF/, "")
        .split(/\r?\n/)
        .filter((line) => !line.startsWith("#"))
        .map((line) => line.trim())
        .filter((line) => line !== "")
        .map(ruleOf);
    return (name) => {
        const names = name.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
        let ignored = false;
        let matched = [];
        for (const each of names)
            ({ ignored, matched } = match(rules, each, matched));
        return ignored;
    };
}
/** Matches a path. @param above for each pattern, whether it matched the parent folder */
function match(rules, name, above) {
    let ignored = false;
    const matched = rules.map(({ pattern, keep }, index) => {
        const fits = above[index] === true || (keep === ignored && pattern.test(name));
        if (fits)
            ignored = !keep;
        return fits;
    });
    return { ignored, matched };
}
/**
 * Cleans a line as Go's filepath.Clean does:
 * https://github.com/moby/patternmatcher/blob/v0.6.0/ignorefile/ignorefile.go
 */
function ruleOf(line) {
    const keep = line.startsWith("!");
    const written = line.slice(keep ? 1 : 0).trim();
    if (written === "")
        throw new BuildError('illegal exclusion pattern: "!"');
    const cleaned = external_node_path_default().posix.normalize(written);
    return { pattern: pathPattern(cleaned.replace(/^\/+(?=.)|\/+$/g, "")), keep };
}

;// CONCATENATED MODULE: ./rehearsal/docker/context.ts



/**
 * Returns everything in the context that a COPY can see, sorted by path. `<Dockerfile>.dockerignore` takes precedence
 * over the context's own .dockerignore, as in BuildKit.
 */
function readContext(directory, dockerfile) {
    const rules = [`${dockerfile}.dockerignore`, external_node_path_default().join(directory, ".dockerignore")].find((file) => (0,external_node_fs_namespaceObject.existsSync)(file));
    const ignored = readIgnoreFile(rules === undefined ? "" : (0,external_node_fs_namespaceObject.readFileSync)(rules, "utf8"));
    const entries = [];
    const walk = (folder) => {
        for (const name of (0,external_node_fs_namespaceObject.readdirSync)(external_node_path_default().join(directory, folder)).sort()) {
            const entry = entryOf(directory, folder === "" ? name : `${folder}/${name}`);
            // An ignored folder is still walked: a later `!` pattern may include one of its files again.
            if (!ignored(entry.path))
                entries.push(entry);
            if (entry.kind === "directory")
                walk(entry.path);
        }
    };
    walk("");
    return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}
function entryOf(directory, relative) {
    const source = external_node_path_default().join(directory, relative);
    const stat = (0,external_node_fs_namespaceObject.lstatSync)(source);
    if (stat.isSymbolicLink())
        return { path: relative, kind: "symlink", mode: 0o777, source, link: (0,external_node_fs_namespaceObject.readlinkSync)(source) };
    if (stat.isDirectory())
        return { path: relative, kind: "directory", mode: 0o755, source, link: "" };
    // Only "executable" is kept from the mode: the group and other bits depend on the umask at checkout.
    const mode = (stat.mode & 0o111) === 0 ? 0o644 : 0o755;
    return { path: relative, kind: "file", mode, source, link: "" };
}

;// CONCATENATED MODULE: ./rehearsal/docker/dockerfile.ts


const KEYWORDS = new Set("ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(" "));
/** The only instructions with here-documents. In every other one, `<<` is a plain text. */
const WITH_HERE_DOCUMENTS = ["ADD", "COPY", "RUN"];
/**
 * Returns the here-documents that an instruction begins. Each is a word of its own: `<<` in quotes begins none.
 * https://docs.docker.com/reference/dockerfile/#here-documents
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go (heredocsFromLine)
 */
function endsIn({ keyword, rest }) {
    if (!WITH_HERE_DOCUMENTS.includes(keyword))
        return [];
    return rawWords(rest).flatMap((one) => {
        const [, dash, name = ""] = /^\d*<<(-?)([^<]+)$/.exec(one) ?? [];
        const word = name.replaceAll(/["']/g, "");
        return word === "" ? [] : [{ word, isIndented: dash === "-" }];
    });
}
/**
 * Returns the escape character that the first lines set. Any other line ends these settings: a later comment sets
 * nothing.
 */
function escapeIn(lines) {
    for (const line of lines) {
        const [, name = "", value = ""] = /^#\s*(syntax|escape|check)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
        if (name === "")
            break;
        if (name.toLowerCase() === "escape")
            return value;
    }
    return "\\";
}
const isEnd = (line, { word, isIndented }) => (isIndented ? line.replace(/^\t+/, "") : line) === word;
/**
 * Reads a Dockerfile into its instructions. The here-documents of RUN are dropped, because RUN is not run.
 * https://docs.docker.com/reference/dockerfile/
 * @throws BuildError for an unknown instruction, with BuildKit's message
 */
function readDockerfile(text) {
    const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
    if (escapeIn(lines) !== "\\")
        throw unsupported("# escape=");
    const instructions = [];
    let joined = "";
    let first = 0;
    let open = [];
    const add = () => {
        const instruction = readInstruction(joined.trim(), first);
        instructions.push(instruction);
        open = endsIn(instruction);
        joined = "";
    };
    lines.forEach((line, index) => {
        const [end] = open;
        if (end !== undefined) {
            if (isEnd(line, end))
                open.shift();
            return;
        }
        // Comments and empty lines are skipped, even inside a continued instruction.
        if (/^\s*(#|$)/.test(line))
            return;
        if (joined === "")
            first = index + 1;
        joined += line.trimEnd().replace(/\\$/, "");
        if (line.trimEnd().endsWith("\\"))
            return;
        add();
    });
    if (joined !== "")
        add();
    if (open.length > 0)
        throw new BuildError("unterminated heredoc", first);
    if (instructions.length === 0)
        throw new BuildError("file with no instructions");
    return instructions;
}
function readInstruction(text, line) {
    const [, word = "", after = ""] = /^(\S*)\s*([^]*)$/.exec(text) ?? [];
    const keyword = word.toUpperCase();
    if (!KEYWORDS.has(keyword))
        throw new BuildError(`dockerfile parse error on line ${line}: unknown instruction: ${word}`, line);
    if (keyword !== "RUN" && endsIn({ keyword, rest: after }).length > 0)
        throw unsupported(`a here-document in ${keyword}`, line);
    const flags = {};
    const rest = after.replace(/^(--[a-z-]+(=\S+)?(\s+|$))+/, (written) => {
        for (const [, name = "", value = ""] of written.matchAll(/--([a-z-]+)(?:=(\S+))?/g))
            flags[name] = value;
        return "";
    });
    return { keyword, rest, flags, line };
}
/** Reads a command: shell form as one text, or exec form as a JSON array of strings. */
function readCommand(rest) {
    if (!rest.startsWith("["))
        return rest;
    try {
        const value = JSON.parse(rest);
        if (Array.isArray(value) && value.every((word) => typeof word === "string"))
            return value;
    }
    catch {
        // Docker also takes anything that is not JSON as a shell line.
    }
    return rest;
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: external "node:zlib"
const external_node_zlib_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");
// EXTERNAL MODULE: ../node_modules/tar-stream/index.js
var tar_stream = lazily(872, (exports) => (tar_stream = exports));
;// CONCATENATED MODULE: external "node:stream/consumers"
const consumers_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/consumers");
;// CONCATENATED MODULE: ./rehearsal/docker/layer.ts





/** Packs files into one layer. Files are sorted and have no times, so the same files always give the same bytes. */
async function packLayer(files) {
    const tar = (0,tar_stream.pack)();
    const bytes = (0,consumers_namespaceObject.buffer)(tar);
    for (const [name, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const header = headerOf(name, file);
        if (file.kind === "file")
            tar.entry(header, (0,external_node_fs_namespaceObject.readFileSync)(file.source));
        else
            tar.entry(header);
    }
    tar.finalize();
    const plain = await bytes;
    const packed = (0,external_node_zlib_namespaceObject.gzipSync)(plain);
    // Byte 9 of gzip names the operating system; a fixed value makes the bytes independent of it.
    packed[9] = 255;
    return {
        ...blob("application/vnd.oci.image.layer.v1.tar+gzip", packed),
        diffId: digestOf(plain),
    };
}
function headerOf(name, { kind, mode, uid, gid, link }) {
    const common = {
        name: kind === "directory" ? `${name}/` : name,
        mode,
        uid,
        gid,
        mtime: new Date(0),
        type: kind,
    };
    return kind === "symlink" ? { ...common, linkname: link } : common;
}
const digestOf = (bytes) => `sha256:${(0,external_node_crypto_namespaceObject.createHash)("sha256").update(bytes).digest("hex")}`;
const blob = (mediaType, bytes) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
    bytes,
});
const jsonBlob = (mediaType, value) => blob(mediaType, Buffer.from(JSON.stringify(value)));
/** Makes the reference to a blob for a manifest. */
const descriptor = ({ mediaType, digest, size }) => ({ mediaType, digest, size });

;// CONCATENATED MODULE: ./rehearsal/docker/config.ts




/**
 * Makes the configuration that every Debian image has. Of the base image's other settings, only the user is known,
 * derived from the image's name.
 */
function newConfig(base) {
    const user = NON_ROOT.find(([name]) => name.test(base))?.[1];
    return {
        Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
        WorkingDir: "/",
        ...(user === undefined ? {} : { User: user }),
    };
}
/** Base images that do not run as root. All others are assumed to run as root. */
const NON_ROOT = [
    [/(?:^|[/:-])(?:nonroot|rootless)\b/, "65532"],
    [/^cgr\.dev\//, "65532"],
    [/(?:^|\/)bitnami\//, "1001"],
    [/nginx-unprivileged/, "101"],
];
const SETTERS = {
    ENV: (config, text, variables) => {
        for (const [name, value] of readPairs(text, variables)) {
            const at = config.Env.findIndex((pair) => pair.startsWith(`${name}=`));
            config.Env.splice(at < 0 ? config.Env.length : at, at < 0 ? 0 : 1, `${name}=${value}`);
        }
    },
    LABEL: (config, text, variables) => {
        config.Labels = { ...config.Labels, ...Object.fromEntries(readPairs(text, variables)) };
    },
    WORKDIR: (config, text, variables) => {
        config.WorkingDir = external_node_path_default().posix.resolve(config.WorkingDir, readText(text, variables));
    },
    USER: (config, text, variables) => {
        config.User = readText(text, variables);
    },
    EXPOSE: (config, text, variables) => {
        const ports = readWords(text, variables).flatMap(portsOf);
        config.ExposedPorts = {
            ...config.ExposedPorts,
            ...Object.fromEntries(ports.map((port) => [port, {}])),
        };
    },
    STOPSIGNAL: (config, text, variables) => {
        config.StopSignal = readText(text, variables);
    },
    SHELL: (config, text) => {
        const shell = readCommand(text);
        if (typeof shell === "string")
            throw new BuildError("SHELL requires the arguments to be in JSON form");
        config.Shell = shell;
    },
    // In these commands, the container's shell replaces variables, not the build.
    ENTRYPOINT: (config, text) => {
        config.Entrypoint = commandOf(config, text);
    },
    CMD: (config, text) => {
        config.Cmd = commandOf(config, text);
        config.ArgsEscaped = true;
    },
};
/**
 * Applies one instruction to the configuration.
 * @param variables the current ARG and ENV values
 * @throws BuildError for an instruction that the stand-in does not know
 */
function configure(config, { keyword, rest, line }, variables) {
    const set = SETTERS[keyword];
    if (set === undefined)
        throw unsupported(keyword, line);
    set(config, rest, variables);
}
function commandOf({ Shell: shell = ["/bin/sh", "-c"] }, text) {
    const command = readCommand(text);
    return typeof command === "string" ? [...shell, command] : command;
}
/**
 * Returns the ports of one word of EXPOSE, such as `8080`, `53/udp` or `8000-8010`. A port of the host before a colon
 * has no effect. https://docs.docker.com/reference/dockerfile/#expose
 * @throws BuildError in BuildKit's words for anything else
 */
function portsOf(word) {
    if (word === "")
        return [];
    const [, first = "", last = first, protocol = "tcp"] = /^(?:.*:)?(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(word) ?? [];
    const count = Number(last) - Number(first) + 1;
    if (first === "" || count < 1 || Number(last) > LAST_PORT)
        throw new BuildError(`invalid containerPort: ${word}`);
    return Array.from({ length: count }, (_, index) => `${Number(first) + index}/${protocol.toLowerCase()}`);
}
const LAST_PORT = 65_535;

;// CONCATENATED MODULE: ./rehearsal/docker/copy.ts



/**
 * Copies from the context into an image as COPY does: the contents of a folder, or a file to or into the destination.
 * @throws BuildError with BuildKit's message if a source matches nothing
 */
function copy(context, into, request) {
    const { sources, destination, workingDirectory, line } = request;
    const target = external_node_path_default().posix.resolve(workingDirectory, destination).slice(1);
    const roots = sources.flatMap((source) => copy_match(context, source, line));
    const isFolder = /\/$|(^|\/)\.$/.test(destination);
    if (roots.length > 1 && !isFolder)
        throw new BuildError(`When using COPY with more than one source file, the destination must be a directory and end with a /`, line);
    for (const root of roots) {
        const entry = context.find(({ path: name }) => name === root);
        // BuildKit follows a link that is named as a source.
        if (entry?.kind === "symlink")
            throw unsupported(`COPY of the link ${root}`, line);
        if (entry?.kind === "file") {
            put(into, isFolder ? external_node_path_default().posix.join(target, external_node_path_default().posix.basename(root)) : target, entry, request);
            continue;
        }
        put(into, target, FOLDER, request);
        for (const inside of context)
            if (root === "" || inside.path.startsWith(`${root}/`))
                put(into, external_node_path_default().posix.join(target, external_node_path_default().posix.relative(root, inside.path)), inside, request);
    }
}
/** Creates a folder and its parent folders, as WORKDIR does. */
function makeFolder(into, name) {
    const owner = { uid: 0, gid: 0 };
    for (const folder of [...parents(name.slice(1)), name.slice(1)])
        if (folder !== "" && !into.has(folder))
            into.set(folder, { ...FOLDER, path: folder, ...owner });
}
const FOLDER = { path: "", kind: "directory", mode: 0o755, source: "", link: "" };
/** Returns the paths of the context that a source matches; "" is the entire context. */
function copy_match(context, source, line) {
    const wanted = external_node_path_default().posix.normalize(`/${source}`).slice(1).replace(/\/$/, "");
    if (wanted === "")
        return [""];
    const pattern = pathPattern(wanted);
    // An ignored folder still exists if something in it is not ignored.
    const names = new Set(context.flatMap(({ path: name }) => [name, ...parents(name)]));
    const found = [...names].filter((name) => pattern.test(name)).sort();
    if (found.length === 0)
        throw new BuildError(`failed to compute cache key: failed to calculate checksum of ref stand-in::context: "/${wanted}": not found`, line);
    return found;
}
function parents(name) {
    const parts = name.split("/").slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
function put(into, name, entry, { owner, mode }) {
    if (name === "" || name === ".")
        return;
    for (const parent of parents(name))
        if (!into.has(parent))
            into.set(parent, { ...FOLDER, path: parent, ...owner });
    const own = entry.kind === "file" && mode !== undefined ? mode : entry.mode;
    into.set(name, { ...entry, path: name, mode: own, ...owner });
}

;// CONCATENATED MODULE: ./rehearsal/docker/select-stage.ts



/**
 * Selects the instructions of the requested stage.
 * @param target name or number; undefined = the last stage
 * @throws BuildError with BuildKit's message
 */
function selectStage(instructions, { target, platform, buildArgs, }) {
    const globals = platformVariables(platform);
    const stages = [];
    for (const instruction of instructions) {
        const { keyword, line } = instruction;
        if (keyword === "FROM")
            stages.push({ ...atLine(line, () => readFrom(instruction, globals)), body: [] });
        else if (stages.length > 0)
            stages.at(-1)?.body.push(instruction);
        else if (keyword === "ARG")
            atLine(line, () => declare(instruction, globals, globals, buildArgs));
        else
            throw new BuildError(`no build stage in current context`, line);
    }
    const wanted = target === undefined
        ? stages.length - 1
        : stages.findIndex(({ name }, index) => name === target.toLowerCase() || String(index) === target);
    const chain = chainTo(stages, wanted);
    const [first] = chain;
    if (first === undefined)
        throw new BuildError(target === undefined
            ? "the Dockerfile has no FROM"
            : `target stage "${target}" could not be found`);
    return { globals, base: first.image, bodies: chain.map(({ body }) => body) };
}
/**
 * Returns the stages that a stage is built on, and the stage itself at the end. A FROM refers to an earlier stage of
 * that name if there is one, never to a later stage; otherwise it names an image.
 */
function chainTo(stages, at) {
    const stage = stages[at];
    if (stage === undefined)
        return [];
    const image = stage.image.toLowerCase();
    return [
        ...chainTo(stages, stages.slice(0, at).findLastIndex(({ name }) => name === image)),
        stage,
    ];
}
function readFrom({ rest, line }, globals) {
    const [image = "", as, name = "", ...more] = readWords(rest, globals);
    if (image === "" || (as !== undefined && (as.toLowerCase() !== "as" || name === "" || more[0])))
        throw new BuildError(`dockerfile parse error on line ${line}: FROM requires either one or three arguments`, line);
    return { image, name: name.toLowerCase() };
}

;// CONCATENATED MODULE: ./rehearsal/docker/stage.ts







/** Instructions that change files by running something, or that Kubernetes ignores. */
const LEFT_OUT = ["RUN", "HEALTHCHECK", "VOLUME", "MAINTAINER"];
/**
 * Packs one stage: the files that it copies from the context, and its settings.
 * @throws BuildError with BuildKit's message, or for something that only a real engine can do
 */
function packStage(instructions, context, options) {
    const { buildArgs, say } = options;
    const { globals, base, bodies } = selectStage(instructions, options);
    say(`FROM ${base}`);
    const stage = { base, files: new Map(), config: newConfig(base) };
    const variables = {};
    const placed = bodies.flatMap((body) => body.map((instruction, at) => ({ instruction, before: body.slice(0, at) })));
    for (const { instruction, before } of placed)
        atLine(instruction.line, () => {
            const { keyword, rest } = instruction;
            say(`${keyword} ${rest}`);
            if (keyword === "ARG")
                declare(instruction, variables, globals, buildArgs);
            else if (keyword === "COPY" || keyword === "ADD")
                applyCopy(instruction, stage, context, variables, say);
            else if (LEFT_OUT.includes(keyword))
                say("  left out: the stand-in packs only files and settings");
            else
                applySetting(instruction, before, stage, variables);
        });
    return stage;
}
function applySetting(instruction, before, stage, variables) {
    const { keyword, rest } = instruction;
    configure(stage.config, instruction, variables);
    if (keyword === "ENTRYPOINT" && !before.some(isCommand))
        delete stage.config.Cmd;
    // Updated after the instruction, because in ENV A=2 B=$A the second variable still gets the old value of A.
    if (keyword === "ENV")
        Object.assign(variables, Object.fromEntries(readPairs(rest, variables)));
    if (keyword === "WORKDIR")
        makeFolder(stage.files, stage.config.WorkingDir);
}
/**
 * Returns whether an instruction is CMD. A command from the base image, or from the stage that this stage is built on,
 * is dropped if this stage sets another entry point. A command earlier in the same stage is kept (dispatchEntrypoint).
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go
 */
const isCommand = ({ keyword }) => keyword === "CMD";
const COPY_FLAGS = ["from", "chown", "chmod", "link"];
function applyCopy({ keyword, rest, flags, line }, stage, context, variables, say) {
    const unknown = Object.keys(flags).find((flag) => !COPY_FLAGS.includes(flag));
    if (unknown !== undefined)
        throw unsupported(`${keyword} --${unknown}`, line);
    const command = readCommand(rest);
    const words = typeof command === "string"
        ? readWords(command, variables)
        : command.map((word) => readText(word, variables));
    const destination = words.at(-1) ?? "";
    const sources = words.slice(0, -1);
    if (sources.length === 0)
        throw new BuildError(`dockerfile parse error on line ${line}: ${keyword} requires at least two arguments`, line);
    // Files that RUN would create, or that are in another image, are not known here. The build prints this.
    if (flags["from"] !== undefined) {
        for (const source of sources)
            say(`  left out: ${source}, which comes from ${flags["from"]}`);
        return;
    }
    if (keyword === "ADD" && sources.some((source) => REMOTE_OR_ARCHIVE.test(source)))
        throw unsupported("ADD of an address or an archive", line);
    copy(context, stage.files, {
        sources,
        destination,
        line,
        workingDirectory: stage.config.WorkingDir,
        owner: ownerOf(readText(flags["chown"] ?? "0", variables), say),
        mode: flags["chmod"] === undefined ? undefined : modeOf(readText(flags["chmod"], variables), line),
    });
}
/** @throws BuildError for the symbolic form (u+x), which depends on the mode before */
function modeOf(chmod, line) {
    if (!/^[0-7]{1,5}$/.test(chmod))
        throw unsupported(`COPY --chmod=${chmod}`, line);
    return Number.parseInt(chmod, 8);
}
const REMOTE_OR_ARCHIVE = /:\/\/|^git@|\.(tar|tgz|gz|bz2|xz)$/;
/** Returns the owner. User names are defined in the base image's /etc/passwd, which is not read here. */
function ownerOf(chown, say) {
    const [, uid, gid = uid] = /^(\d+)(?::(\d+))?$/.exec(chown) ?? [];
    if (uid !== undefined)
        return { uid: Number(uid), gid: Number(gid) };
    say(`  left out: the owner ${chown}, because only the base image has its number`);
    return { uid: 0, gid: 0 };
}

;// CONCATENATED MODULE: ./rehearsal/docker/image.ts


const OCI = "application/vnd.oci.image";
/**
 * Makes an OCI image from the files that COPY names and the settings in the Dockerfile. The same content always gives
 * the same digest: the image contains nothing about the time or the machine.
 */
async function packImage(request) {
    const parts = [];
    for (const platform of request.platforms)
        parts.push(await packPlatform(request, platform));
    const manifests = parts.map(({ manifest }) => manifest);
    const [first] = parts;
    if (first === undefined)
        throw new Error("an image needs a platform");
    return {
        blobs: parts.flatMap(({ config, layer }) => [config, layer]),
        manifests,
        root: parts.length === 1 ? first.manifest : indexOf(parts),
        config: first.config,
    };
}
async function packPlatform(request, name) {
    const { instructions, context, buildArgs, labels, target, say } = request;
    const stage = packStage(instructions, context, { buildArgs, target, platform: name, say });
    const { diffId, ...layer } = await packLayer(stage.files);
    const [os = "", architecture = "", variant] = name.split("/");
    const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
    const config = jsonBlob(`${OCI}.config.v1+json`, {
        created: EPOCH,
        ...platform,
        config: { ...stage.config, Labels: { ...stage.config.Labels, ...labels } },
        rootfs: { type: "layers", diff_ids: [diffId] },
        history: [
            {
                created: EPOCH,
                created_by: "docker stand-in: COPY of the build context",
                comment: `without the files of ${stage.base}`,
            },
        ],
    });
    const manifest = jsonBlob(`${OCI}.manifest.v1+json`, {
        schemaVersion: 2,
        mediaType: `${OCI}.manifest.v1+json`,
        config: descriptor(config),
        layers: [descriptor(layer)],
        annotations: { "org.opencontainers.image.base.name": stage.base },
    });
    return { platform, config, layer: blob(layer.mediaType, layer.bytes), manifest };
}
const EPOCH = "1970-01-01T00:00:00Z";
const indexOf = (parts) => jsonBlob(`${OCI}.index.v1+json`, {
    schemaVersion: 2,
    mediaType: `${OCI}.index.v1+json`,
    manifests: parts.map(({ manifest, platform }) => ({ ...descriptor(manifest), platform })),
});

;// CONCATENATED MODULE: ./rehearsal/docker/push.ts



/** Reads an image name. @throws BuildError for a name without a host, which Docker would look up on Docker Hub */
function readName(name) {
    const [, host = "", repository = "", tag = "latest"] = /^([^/]+)\/([^:@]+)(?::([\w.-]+))?$/.exec(name) ?? [];
    if (repository === "" || !/[.:]|^localhost$/.test(host))
        throw new BuildError(`failed to push ${name}: the stand-in pushes to HOST/REPOSITORY:TAG only`);
    return { host, repository, tag };
}
/**
 * Pushes blobs, manifests and tags with the OCI distribution protocol and the login from DOCKER_CONFIG.
 * @throws BuildError with BuildKit's message and the registry's own sentence
 */
async function pushImage(image, name, dockerConfig) {
    const whole = `${name.host}/${name.repository}:${name.tag}`;
    const send = clientFor(name, whole, dockerConfig);
    for (const blob of image.blobs)
        await pushBlob(blob, name, send);
    const children = image.manifests.filter(({ digest }) => digest !== image.root.digest);
    for (const child of children)
        await pushManifest(child, child.digest, name, send);
    await pushManifest(image.root, name.tag, name, send);
}
const isLoopback = (host) => /^(127\.|localhost|\[::1\])/.test(host);
function clientFor({ host }, whole, dockerConfig) {
    // Like BuildKit, http is used only on loopback, where nobody else can listen.
    const scheme = isLoopback(host) ? "http" : "https";
    const login = loginFor(host, dockerConfig);
    return async (address, init, accepted) => {
        const url = new URL(address, `${scheme}://${host}`);
        const headers = new Headers(init.headers);
        if (login !== undefined)
            headers.set("authorization", `Basic ${login}`);
        const response = await fetch(url, { ...init, headers }).catch((error) => {
            throw new BuildError(`failed to push ${whole}: failed to do request: ${String(error.cause ?? error)}`);
        });
        if (accepted.includes(response.status))
            return response;
        throw new BuildError(`failed to push ${whole}: ${await refusal(response, init.method ?? "GET", url)}`);
    };
}
/** Returns the base64 of user:password for a host from a docker configuration. */
function loginFor(host, dockerConfig) {
    const file = external_node_path_default().join(dockerConfig ?? "", "config.json");
    if (dockerConfig === undefined || !(0,external_node_fs_namespaceObject.existsSync)(file))
        return undefined;
    const config = JSON.parse((0,external_node_fs_namespaceObject.readFileSync)(file, "utf8"));
    return config.auths?.[host]?.auth;
}
/** The error codes that BuildKit's client knows. It shows every other code as `unknown`. */
const KNOWN = ["UNSUPPORTED", "UNAUTHORIZED", "DENIED", "UNAVAILABLE", "TOOMANYREQUESTS"];
/** Renders `denied: User: … is not authorized …`: the code in lower case with the registry's sentence. */
async function refusal(response, method, url) {
    const status = `unexpected status from ${method} request to ${url.href}: ${response.status} ${response.statusText}`;
    const text = await response.text();
    if (response.status === 401)
        return status;
    try {
        const { errors = [] } = JSON.parse(text);
        const [error] = errors;
        if (error !== undefined)
            return `${KNOWN.includes(error.code) ? error.code.toLowerCase() : "unknown"}: ${error.message}`;
    }
    catch {
        // The body may not be the registry's JSON. The status is enough then.
    }
    return status;
}
async function pushBlob({ digest, bytes }, { repository }, send) {
    const existing = await send(`/v2/${repository}/blobs/${digest}`, { method: "HEAD" }, [200, 404]);
    if (existing.status === 200)
        return;
    const begun = await send(`/v2/${repository}/blobs/uploads/`, { method: "POST" }, [202]);
    const location = new URL(begun.headers.get("location") ?? "", begun.url);
    location.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream" };
    await send(location.href, { method: "PUT", headers, body: new Uint8Array(bytes) }, [201, 204]);
}
async function pushManifest({ mediaType, bytes }, reference, { repository }, send) {
    const headers = { "content-type": mediaType };
    await send(`/v2/${repository}/manifests/${reference}`, { method: "PUT", headers, body: new Uint8Array(bytes) }, [201]);
}

;// CONCATENATED MODULE: ./rehearsal/docker/build.ts









/** The first line that the stand-in prints, so that nobody takes its image for a complete build. */
const NOTICE = "docker stand-in: packs the build context, runs no RUN instruction";
/**
 * Runs `docker buildx build`: packs and pushes the image, and writes the metadata file.
 * @throws BuildError
 */
async function build(options, environment, print) {
    print(`#0 ${NOTICE}`);
    const file = options.file ?? external_node_path_default().join(options.context, "Dockerfile");
    const instructions = readInstructions(file);
    if (!(0,external_node_fs_namespaceObject.existsSync)(options.context) || !(0,external_node_fs_namespaceObject.statSync)(options.context).isDirectory())
        throw new BuildError(`unable to prepare context: path "${options.context}" not found`);
    const platforms = options.platforms.map(normalPlatform);
    const image = await packImage({
        instructions,
        context: readContext(options.context, file),
        buildArgs: options.buildArgs,
        labels: options.labels,
        target: options.target,
        platforms: platforms.length > 0 ? [...new Set(platforms)] : [ownPlatform()],
        say: steps(print),
    });
    print(`#99 exporting manifest ${image.root.digest}`);
    if (options.push)
        for (const name of options.names) {
            print(`#99 pushing ${name}`);
            await pushImage(image, readName(name), environment["DOCKER_CONFIG"]);
        }
    if (options.metadataFile !== undefined)
        (0,external_node_fs_namespaceObject.writeFileSync)(options.metadataFile, metadata(image, options.names));
    print("#99 DONE");
}
function readInstructions(file) {
    if (!(0,external_node_fs_namespaceObject.existsSync)(file))
        throw new BuildError(`failed to read dockerfile: open ${external_node_path_default().basename(file)}: no such file or directory`);
    return readDockerfile((0,external_node_fs_namespaceObject.readFileSync)(file, "utf8"));
}
/** Prints steps like BuildKit's `#7 [3] COPY …`. A line that begins with spaces belongs to the step before it. */
function steps(print) {
    let number = 0;
    return (text) => {
        if (!text.startsWith(" "))
            number += 1;
        print(`#${number} ${text.startsWith(" ") ? text.trim() : `[${number}] ${text.replaceAll(/\s+/g, " ")}`}`);
    };
}
const metadata = (image, names) => JSON.stringify({
    "containerimage.config.digest": image.config.digest,
    "containerimage.descriptor": descriptor(image.root),
    "containerimage.digest": image.root.digest,
    "image.name": names.join(","),
});

;// CONCATENATED MODULE: ./rehearsal/docker/inspect.ts


const ACCEPT = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
].join(", ");
/**
 * Runs `docker buildx imagetools inspect --raw`: returns the manifest that a name refers to. A registry on loopback is
 * asked. Other registries cannot be reached, and a packed image contains no files of its base image. For those
 * registries, a name always refers to the same made-up manifest.
 * @throws BuildError for an image that the registry does not have
 */
async function readRawManifest(name, dockerConfig) {
    const [, host = "", repository = "", tag = "latest", digest] = /^([^/]+)\/([^:@]+)(?::([\w.-]+))?(?:@(sha256:\w+))?$/.exec(name) ?? [];
    if (!isLoopback(host))
        return madeUpManifest(name);
    const login = loginFor(host, dockerConfig);
    const response = await fetch(`http://${host}/v2/${repository}/manifests/${digest ?? tag}`, {
        headers: { accept: ACCEPT, ...(login !== undefined && { authorization: `Basic ${login}` }) },
    }).catch((error) => {
        throw new BuildError(`failed to do request: ${String(error.cause ?? error)}`);
    });
    if (response.status === 404)
        throw new BuildError(`${name}: not found`);
    if (!response.ok)
        throw new BuildError(`unexpected status from GET request to ${response.url}: ${response.status}`);
    return response.text();
}
const madeUpManifest = (name) => JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: [],
    annotations: { "docker stand-in": "no registry was asked", name },
});

;// CONCATENATED MODULE: ./rehearsal/docker/command.ts







const VERSION = "1.0.0";
/** Runs one of the `docker` commands that build-push-ecr uses. @returns the exit code */
async function runCommand(argv, surroundings) {
    try {
        await carryOut(argv, surroundings);
        return 0;
    }
    catch (error) {
        if (!(error instanceof BuildError))
            throw error;
        surroundings.say(`ERROR: ${error.message}`);
        return 1;
    }
}
async function carryOut(argv, surroundings) {
    const [first, second, ...rest] = argv;
    const print = (text) => surroundings.write(`${text}\n`);
    // There is no server line, so that nobody takes the stand-in for an engine.
    if (first === "version" && second === undefined)
        print(`${NOTICE}\nVersion: ${VERSION}`);
    else if (first === "buildx" && second === "version")
        print(`docker-stand-in/buildx v${VERSION} (packs the build context only)`);
    else if (first === "buildx" && second === "inspect" && rest.length === 0)
        print(`Name: stand-in\nDriver: stand-in\n\nStatus: running\nPlatforms: ${ownPlatform()}`);
    else if (first === "buildx" && second === "imagetools")
        await inspectImage(rest, surroundings);
    else if (first === "buildx" && second === "build")
        await runBuild(rest, surroundings);
    else
        throw new BuildError(`docker stand-in: unknown command: docker ${argv.slice(0, 2).join(" ")}. Supported: ${SUPPORTED}`);
}
async function inspectImage(argv, { environment, write }) {
    const [command, raw, name, ...more] = argv;
    if (command !== "inspect" || raw !== "--raw" || name === undefined || more.length > 0)
        throw new BuildError(`docker stand-in: unknown command: docker buildx imagetools ${argv.join(" ")}. Supported: ${SUPPORTED}`);
    write(await readRawManifest(name, environment["DOCKER_CONFIG"]));
}
async function runBuild(argv, { environment, say }) {
    const options = readBuildOptions(argv);
    try {
        // BuildKit's plain progress goes to standard error.
        await build(options, environment, say);
    }
    catch (error) {
        if (!(error instanceof BuildError))
            throw error;
        const file = options.file ?? external_node_path_default().join(options.context, "Dockerfile");
        if (error.line !== undefined && (0,external_node_fs_namespaceObject.existsSync)(file))
            say(excerpt(file, error.line));
        throw new BuildError(`failed to build: failed to solve: ${error.message}`);
    }
}
/** Returns the lines around the failing line, as BuildKit shows them. */
function excerpt(file, line) {
    const rule = "-".repeat(20);
    const lines = (0,external_node_fs_namespaceObject.readFileSync)(file, "utf8").split(/\r?\n/);
    const shown = lines
        .map((text, index) => `${String(index + 1).padStart(4)} | ${index + 1 === line ? ">>> " : "    "}${text}`)
        .slice(Math.max(0, line - 3), line + 2);
    return [`${external_node_path_default().basename(file)}:${line}`, rule, ...shown, rule].join("\n");
}


/***/ }),

/***/ 900:
/***/ ((module, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(module, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _command_ts__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7);
// The program behind the `docker` that install.ts writes.

process.exitCode = await (0,_command_ts__WEBPACK_IMPORTED_MODULE_0__/* .runCommand */ .d)(process.argv.slice(2), {
    environment: process.env,
    write: (text) => process.stdout.write(text),
    say: (line) => console.error(line),
});

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // Stands for a module, and evaluates it when something of it is used. "keep" then puts the module itself into the
/******/ // variable, so that later uses cost nothing.
/******/ function lazily(moduleId, keep) {
/******/ 	return new Proxy({}, {
/******/ 		get: (_, name) => {
/******/ 			var exports = __nccwpck_require__(moduleId);
/******/ 			keep(exports);
/******/ 			return exports[name];
/******/ 		}
/******/ 	});
/******/ }
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
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
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(900);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
