// Loaded before a child of `npm start`: when the parent dies, even by kill -9, the channel to it closes and the child ends as if asked to.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// An open channel alone must not keep the child alive.
process.channel?.unref();
