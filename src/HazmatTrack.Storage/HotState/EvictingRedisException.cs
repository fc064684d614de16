using System.Net;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// Redis may evict keys when memory is short. The loss is not detected: lists of vehicles would be incomplete, and a vehicle that reports would be
/// unknown. The policies <c>volatile-*</c> are no better: they evict the data quality of vehicles, which has an expiry.
/// </summary>
public sealed class EvictingRedisException(EndPoint server, string policy)
    : HotStateUnavailableException($"Redis at {server} may evict keys (maxmemory-policy {policy}); set maxmemory-policy to noeviction, and maxmemory high enough.");
