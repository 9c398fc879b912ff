// One user per service, which may read and write its own database and nothing else.
// Run by the mongo image, once, when the data directory is empty.
for (const service of ["intake", "evaluation", "licensing", "notifications"]) {
  const pwd = process.env[`${service.toUpperCase()}_MONGO_PASSWORD`];
  if (!pwd) throw new Error(`${service.toUpperCase()}_MONGO_PASSWORD is not set`);
  db.getSiblingDB(service).createUser({
    user: service,
    pwd,
    roles: [{ role: "readWrite", db: service }],
  });
}
