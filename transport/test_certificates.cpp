#include "transport/test_certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <stdexcept>
#include <string_view>

namespace parley::transport {
namespace {

constexpr long kSecondsPerDay = 24 * 60 * 60;

void demand(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("OpenSSL cannot make ") + what);
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

template <class Write>
std::string pem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(BIO_new(BIO_s_mem()), BIO_free_all);
  demand(write(memory.get()) == 1, "PEM text");
  return text_of(memory.get());
}

TestCertificate in_pem(X509* certificate, EVP_PKEY* key) {
  return {pem([&](BIO* to) { return PEM_write_bio_X509(to, certificate); }), pem([&](BIO* to) {
            return PEM_write_bio_PKCS8PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  demand(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value.c_str());
  X509_EXTENSION_free(extension);
}

std::shared_ptr<EVP_PKEY> new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

std::shared_ptr<X509> new_certificate(std::string_view name, EVP_PKEY* key, TestValidity validity) {
  static std::atomic<long> serial{1};
  std::shared_ptr<X509> made(X509_new(), X509_free);
  const long end = validity != TestValidity::over ? kSecondsPerDay : -kSecondsPerDay;
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -2 * kSecondsPerDay);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), end);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
  demand(X509_set_pubkey(made.get(), key) == 1, "a certificate");
  return made;
}

}   // namespace

TestAuthority::TestAuthority(const std::string& name) : key_(new_key()) {
  certificate_ = new_certificate(name, key_.get(), TestValidity::good);
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  extend(certificate_.get(), certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(certificate_.get(), certificate_.get(), NID_key_usage, "critical,keyCertSign");
  extend(certificate_.get(), certificate_.get(), NID_subject_key_identifier, "hash");
  demand(X509_sign(certificate_.get(), key_.get(), EVP_sha256()) > 0, "an authority");
  own_ = in_pem(certificate_.get(), key_.get());
}

TestCertificate TestAuthority::issue(const std::string& names, TestValidity validity) const {
  const bool weak = validity == TestValidity::weak;
  const auto key = weak ? std::shared_ptr<EVP_PKEY>(EVP_RSA_gen(1024), EVP_PKEY_free) : new_key();
  const auto made = new_certificate("Somebody", key.get(), validity);
  X509_set_issuer_name(made.get(), X509_get_subject_name(certificate_.get()));
  extend(made.get(), certificate_.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(made.get(), certificate_.get(), NID_ext_key_usage, "clientAuth");
  if (!names.empty()) extend(made.get(), certificate_.get(), NID_subject_alt_name, names);
  demand(X509_sign(made.get(), key_.get(), weak ? EVP_sha1() : EVP_sha256()) > 0, "a certificate");
  return in_pem(made.get(), key.get());
}

}   // namespace parley::transport
