#include "protocol/client/followed_rooms.h"

#include <algorithm>
#include <memory>

namespace parley::client {

FollowedRooms::FollowedRooms(Ground& ground, Requests& requests, const Identity& identity)
    : ground_(ground),
      requests_(requests),
      identity_(identity),
      subscription_(ground, requests, identity, roaming_self_package()) {
  subscription_.on_change([this](const std::string& document) {
    if (const auto learnt = learn(document); !learnt)
      ground_.tell_error("read the followed rooms", learnt.error().detail);
  });
}

void FollowedRooms::read(std::function<void(const Result<void>&)> done) {
  subscription_.start([this, done = std::move(done)](const Result<std::string>& document) {
    if (!document) return done(tl::unexpected(document.error()));
    done(learn(*document));
  });
}

Result<void> FollowedRooms::learn(const std::string& document) {
  const auto data = presence::decode_roaming_data(document);
  if (!data) return tl::unexpected(data.error());
  entries_.clear();
  for (const auto& category : data->categories)
    if (const auto room = presence::followed_room_of(category.publication))
      entries_.push_back({room->url, category.publication.instance, category.publication.version});
  return {};
}

std::vector<std::string> FollowedRooms::uris() const {
  std::vector<std::string> uris;
  for (const Entry& entry : entries_)
    if (std::ranges::find(uris, entry.uri) == uris.end()) uris.push_back(entry.uri);
  return uris;
}

bool FollowedRooms::follows(const std::string& uri) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) { return entry.is_of(uri); });
}

void FollowedRooms::publish(const presence::Publication& publication,
                            std::function<void(const Outcome&)> done) {
  auto series = std::make_shared<RequestSeries>(identity_, ground_.random);
  const auto make = [this, series, publication] {
    sip::Message request = series->make("SERVICE", identity_.uri(), identity_.uri());
    request.headers.add("Contact", identity_.contact());
    request.headers.add("Content-Type", presence::kPublishContentType);
    request.body = presence::encode_publish({identity_.uri(), {publication}});
    return request;
  };
  requests_.send({"SERVICE", make, std::move(done), {}});
}

void FollowedRooms::follow(const std::string& uri, const std::string& name,
                           std::function<void(const Outcome&)> done) {
  std::uint32_t instance = 1;
  for (const Entry& entry : entries_) instance = std::max(instance, entry.instance + 1);
  publish(presence::follow({uri, name}, instance),
          [this, uri, instance, done = std::move(done)](const Outcome& outcome) {
            // The notification with the stored version may have been quicker.
            if (outcome.accepted() && !follows(uri)) entries_.push_back({uri, instance, 1});
            done(outcome);
          });
}

void FollowedRooms::unfollow(const std::string& uri, std::function<void(const Outcome&)> done) {
  const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.is_of(uri); });
  PARLEY_ASSERT(found != entries_.end());
  publish(presence::unfollow(found->instance, found->version),
          [this, uri, done = std::move(done)](const Outcome& outcome) {
            if (outcome.accepted())
              std::erase_if(entries_, [&](const Entry& entry) { return entry.is_of(uri); });
            done(outcome);
          });
}

}   // namespace parley::client
