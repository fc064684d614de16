using HazmatTrack.Access.Settings;

namespace HazmatTrack.Access.Recording;

/// <summary>
/// Bounds the entries of refused calls that nobody vouches for, of which anybody can make any number: each address has so many in a <see cref="Length"/>, and
/// the next one after it says how many calls it stands for.
/// </summary>
internal sealed class AnonymousRefusals(AccessOptions options, TimeProvider time)
{
    /// <summary>The time in which an address has so many entries.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private const int MostAddresses = 10_000;
    private const string Others = "others";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Refused> _refused = [];
    private long _forgot = time.GetTimestamp();

    /// <summary>Whether a refusal is recorded.</summary>
    /// <param name="address">Where the call came from.</param>
    /// <param name="count">For the entry: how many refusals it stands for, this one among them.</param>
    public bool IsTime(string address, out long count)
    {
        lock (_gate)
        {
            if (!_refused.TryGetValue(address, out var refused))
            {
                Forget();

                // Addresses without end are as one.
                address = _refused.Count < MostAddresses ? address : Others;
                refused = _refused.GetValueOrDefault(address) ?? (_refused[address] = new() { Since = time.GetTimestamp() });
            }

            refused.Unrecorded++;
            if (time.GetElapsedTime(refused.Since) >= Length)
            {
                (refused.Since, refused.Entries) = (time.GetTimestamp(), 0);
            }

            count = refused.Unrecorded;
            if (refused.Entries == options.RefusalsPerMinute)
            {
                return false;
            }

            (refused.Entries, refused.Unrecorded) = (refused.Entries + 1, 0);
            return true;
        }
    }

    /// <summary>Forgets addresses of which nothing came for a while, at most once in it; what was not recorded of them the entry of others says.</summary>
    private void Forget()
    {
        if (time.GetElapsedTime(_forgot) < Length)
        {
            return;
        }

        _forgot = time.GetTimestamp();
        var left = 0L;
        foreach (var (address, refused) in _refused.Where(r => r.Key != Others && time.GetElapsedTime(r.Value.Since) >= Length))
        {
            left += refused.Unrecorded;
            _refused.Remove(address);
        }

        if (left > 0)
        {
            (_refused.GetValueOrDefault(Others) ?? (_refused[Others] = new() { Since = _forgot })).Unrecorded += left;
        }
    }

    private sealed class Refused
    {
        public long Since { get; set; }

        public int Entries { get; set; }

        public long Unrecorded { get; set; }
    }
}
