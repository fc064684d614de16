using System.Net;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Storage.HotState;

/// <summary>
/// Redis may throw keys away for want of memory. What is gone so is not noticed: lists of vehicles would be short, and a vehicle that reports would be
/// unknown. The policies <c>volatile-*</c> are no better: they take the data quality of vehicles, which expires.
/// </summary>
public sealed class EvictingRedisException(EndPoint server, string policy)
    : HotStateUnavailableException($"Redis at {server} may evict keys (maxmemory-policy {policy}); set maxmemory-policy to noeviction, and maxmemory high enough.");
