# The id is the name of the file, with or without "objects/".
terraform import confproxy_private_file.certificate server.cer
