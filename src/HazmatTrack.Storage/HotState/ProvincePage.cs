using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>One part's view of a province, read on as far as it is needed, in order of the ids' bytes.</summary>
/// <param name="part">Which.</param>
/// <param name="after">What it is read on from; null for the beginning.</param>
internal sealed class ProvincePage(int part, RedisValue after)
{
    private readonly Queue<(byte[] Id, LastSeen Sight)> _read = [];

    public int Part => part;

    /// <summary>The last member that was read.</summary>
    public RedisValue After { get; private set; } = after;

    /// <summary>Nothing is left to read.</summary>
    public bool IsRead { get; private set; }

    /// <summary>More must be read before it can be said which vehicle comes next.</summary>
    public bool IsWanting => _read.Count == 0 && !IsRead;

    /// <summary>The id of the next vehicle; null after the last.</summary>
    public byte[]? Next => _read.TryPeek(out var next) ? next.Id : null;

    public LastSeen Take() => _read.Dequeue().Sight;

    /// <param name="members">What was read of the view.</param>
    /// <param name="wanted">How many were asked for: where there are fewer, these were the last.</param>
    /// <param name="sights">Those of them that are there.</param>
    public void Add(RedisValue[] members, int wanted, IEnumerable<LastSeen> sights)
    {
        foreach (var sight in sights)
        {
            _read.Enqueue((System.Text.Encoding.UTF8.GetBytes(sight.Vehicle.ToString()), sight));
        }

        IsRead = members.Length < wanted;
        After = members.Length > 0 ? members[^1] : After;
    }
}
