// node:cluster: https://nodejs.org/api/cluster.html

// Who was started as a worker has loaded its part before any program could.
const isWorker = Object.hasOwn(process.env, 'NODE_UNIQUE_ID') || require('internal/cluster/worker').isJoined();
module.exports = isWorker ? require('internal/cluster/child') : require('internal/cluster/primary');
