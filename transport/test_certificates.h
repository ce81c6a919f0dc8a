// For tests: an authority, and the certificates of people that it makes, in memory and in PEM form.
#pragma once

#include <openssl/x509.h>

#include <memory>
#include <string>

namespace parley::transport {

struct TestCertificate {
  std::string certificate_pem;
  std::string key_pem;
};

enum class TestValidity { good, over, weak };   // Weak: RSA of 1024 bits, and SHA-1.

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "Authority of a test");
  // Those who believe it hold this.
  const std::string& certificate_pem() const { return own_.certificate_pem; }
  // `names` as OpenSSL writes alternative names, "URI:sip:alice@contoso.com,email:alice@contoso.com"; empty
  // for none. Good for the client's side of TLS.
  TestCertificate issue(const std::string& names, TestValidity validity = TestValidity::good) const;

 private:
  std::shared_ptr<X509> certificate_;
  std::shared_ptr<EVP_PKEY> key_;
  TestCertificate own_;
};

}   // namespace parley::transport
