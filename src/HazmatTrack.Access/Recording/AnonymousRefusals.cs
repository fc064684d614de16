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

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Refused> _refused = [];

    /// <summary>Whether a refusal is recorded.</summary>
    /// <param name="address">Where the call came from.</param>
    /// <param name="count">For the entry: how many refusals it stands for, this one among them.</param>
    public bool IsTime(string address, out long count)
    {
        lock (_gate)
        {
            if (!_refused.TryGetValue(address, out var refused))
            {
                if (_refused.Count >= MostAddresses)
                {
                    // Addresses without end are as one.
                    Forget();
                    address = _refused.Count < MostAddresses ? address : "others";
                }

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

    private void Forget()
    {
        foreach (var (address, _) in _refused.Where(r => time.GetElapsedTime(r.Value.Since) >= Length && r.Value.Unrecorded == 0))
        {
            _refused.Remove(address);
        }
    }

    private sealed class Refused
    {
        public long Since { get; set; }

        public int Entries { get; set; }

        public long Unrecorded { get; set; }
    }
}
