#include "cli/own_certificate.h"

namespace parley::cli {

transport::TlsIdentity OwnCertificate::identity() const {
  transport::TlsIdentity identity;
  identity.certificate_file = certificate;
  identity.key_file = key;
  return identity;
}

void add_own_certificate(CLI::App& verb, OwnCertificate& own) {
  CLI::Option* certificate = verb.add_option(
      "--cert", own.certificate, "certificate chain (PEM) to show to a tls:// target that asks for one");
  CLI::Option* key = verb.add_option("--key", own.key, "its private key (PEM)");
  certificate->needs(key);
  key->needs(certificate);
}

}   // namespace parley::cli
