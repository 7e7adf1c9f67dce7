// Package cloud keeps artifacts in an object service: Amazon S3 and what speaks
// its protocol, Google Cloud Storage, Azure Blob Storage, through
// gocloud.dev/blob. It is a module of its own, and links only the services that
// the host imports:
//
//	import _ "gocloud.dev/blob/s3blob" // or gcsblob, azureblob
//
//	s, err := cloud.Open(ctx, "s3://my-bucket?region=eu-central-1", cloud.Config{Prefix: "docket"})
//	defer s.Close()
//	m, err := task.NewManager(task.Config{Backend: backend, Store: s})
//
// Servers that are compatible with S3 are reached with
// s3://my-bucket?region=us-east-1&endpoint=https://host:9000&use_path_style=true.
// Credentials come from where the service's own tools take them. A bucket that
// was opened in another way is given to New.
//
// # What lies in the bucket
//
// An artifact is one object, named like its key behind Config.Prefix and a
// slash, with exactly its bytes. Its media type is the object's content type;
// media type and SHA-256 are in the object's metadata, with a random mark that
// tells one Put from another. Objects of others below the same prefix are seen
// as far as their names are valid keys, without SHA-256.
//
// # What it costs
//
// Put learns size and sum before it sends: up to Config.Buffer in memory, more
// in a temporary file. A Put whose reader fails sends nothing. With IfAbsent the
// service decides (If-None-Match), among all processes there are.
//
// Open is one request for an artifact up to Config.Buffer, which is then in
// memory. A longer one is streamed: what has been read lies in a temporary file
// until Close, and reading far ahead asks for that range only. Whatever is put
// or deleted meanwhile, a reader goes on with the bytes it began with.
//
// Stat is one request. List is one for a thousand names and one more for each
// artifact, Config.Parallel at a time.
//
// MinIO and gateways to file systems keep objects as files: Config.Files is for
// them. fileblob is no place for artifacts, for it replaces a file and what is
// known of it one after the other: store.Dir is.
package cloud
