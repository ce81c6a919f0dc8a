// The certificate as another reader of X.509 sees it.
#include "transport/self_signed.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

namespace parley::transport {
namespace {

class SelfSignedTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made_or_not = make_self_signed();
    ASSERT_TRUE(made_or_not) << made_or_not.error().detail;
    made = std::move(*made_or_not);
    BIO* memory = BIO_new_mem_buf(made.certificate_pem.data(), static_cast<int>(made.certificate_pem.size()));
    certificate.reset(PEM_read_bio_X509(memory, nullptr, nullptr, nullptr));
    BIO_free_all(memory);
    ASSERT_NE(certificate, nullptr);
  }

  SelfSigned made;
  std::unique_ptr<X509, decltype(&X509_free)> certificate{nullptr, X509_free};
};

TEST_F(SelfSignedTest, is_for_this_machine_only) {
  EXPECT_EQ(X509_check_host(certificate.get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "::1", 0), 1);
  EXPECT_EQ(X509_check_host(certificate.get(), "example.com", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.2", 0), 0);
}

TEST_F(SelfSignedTest, is_valid_now_and_for_thirty_days) {
  constexpr std::time_t kDay = 24 * 60 * 60;
  std::time_t in_29_days = std::time(nullptr) + 29 * kDay;
  std::time_t in_31_days = std::time(nullptr) + 31 * kDay;
  EXPECT_LT(X509_cmp_current_time(X509_get0_notBefore(certificate.get())), 0);
  EXPECT_GT(X509_cmp_time(X509_get0_notAfter(certificate.get()), &in_29_days), 0);
  EXPECT_LT(X509_cmp_time(X509_get0_notAfter(certificate.get()), &in_31_days), 0);
}

TEST_F(SelfSignedTest, has_another_key_and_number_each_time) {
  const auto other = make_self_signed();
  ASSERT_TRUE(other);
  EXPECT_NE(other->key_pem, made.key_pem);
  EXPECT_NE(other->certificate_pem, made.certificate_pem);
}

TEST_F(SelfSignedTest, is_signed_with_its_own_key) {
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(certificate.get())), 1);
}

}   // namespace
}   // namespace parley::transport
