using System.Net;
using System.Threading.RateLimiting;

namespace HazmatTrack.Access.Limits;

/// <summary>
/// How often the store may be asked for keys that are not in memory, for each address: those who guess keys must not take the store from those who have one.
/// A key that is in memory is let in however many guesses come from its address.
/// </summary>
internal sealed class KeyGuesses : IDisposable
{
    private const int AtOnce = 50, PerSecond = 10;

    private readonly PartitionedRateLimiter<string> _addresses = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetTokenBucketLimiter(
            address, _ => new() { TokenLimit = AtOnce, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0 }));

    public bool MayAsk(IPAddress? address)
    {
        using var lease = _addresses.AttemptAcquire(CallLimits.AddressOf(address));
        return lease.IsAcquired;
    }

    public void Dispose() => _addresses.Dispose();
}
