// node:events: the constructor, which must be a plain function (EventEmitter.call(this), util.inherits). Its prototype
// and its statics are natives, the rare ones in internal/events/cold.

function EventEmitter(opts) {
  EventEmitter.init.call(this, opts);
}
ops.install(EventEmitter);
module.exports = EventEmitter;
