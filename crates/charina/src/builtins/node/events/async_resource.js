// EventEmitterAsyncResource: https://nodejs.org/api/events.html#class-eventseventemitterasyncresource-extends-eventemitter

const { codes: { ERR_INVALID_THIS } } = require('internal/errors');
const { AsyncResource } = require('async_hooks');
const EventEmitter = require('events');

class EventEmitterReferencingAsyncResource extends AsyncResource {
  #eventEmitter;

  constructor(emitter, type, options) {
    super(type, options);
    this.#eventEmitter = emitter;
  }

  get eventEmitter() {
    if (!(#eventEmitter in this)) throw new ERR_INVALID_THIS('EventEmitterReferencingAsyncResource');
    return this.#eventEmitter;
  }
}

module.exports = class EventEmitterAsyncResource extends EventEmitter {
  #resource;

  constructor(options = undefined) {
    let name;
    if (typeof options === 'string') {
      name = options;
      options = undefined;
    } else {
      if (new.target === EventEmitterAsyncResource) {
        require('internal/validators').validateString(options?.name, 'options.name');
      }
      name = options?.name || new.target.name;
    }
    super(options);
    this.#resource = new EventEmitterReferencingAsyncResource(this, name, options);
  }

  static #of(self) {
    if (!(#resource in self)) throw new ERR_INVALID_THIS('EventEmitterAsyncResource');
    return self.#resource;
  }

  emit(event, ...args) {
    return EventEmitterAsyncResource.#of(this).runInAsyncScope(super.emit, this, event, ...args);
  }

  emitDestroy() { EventEmitterAsyncResource.#of(this).emitDestroy(); }

  get asyncId() { return EventEmitterAsyncResource.#of(this).asyncId(); }

  get triggerAsyncId() { return EventEmitterAsyncResource.#of(this).triggerAsyncId(); }

  get asyncResource() { return EventEmitterAsyncResource.#of(this); }
};
