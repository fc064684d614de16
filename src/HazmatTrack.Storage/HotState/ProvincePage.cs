using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Storage.HotState;

/// <summary>One part's view of a province, read page by page as needed, in order of the ids' bytes.</summary>
/// <param name="after">The member to continue from; null for the beginning.</param>
internal sealed class ProvincePage(int part, RedisValue after)
{
    private readonly Queue<(byte[] Id, LastSeen Sight)> _read = [];

    public int Part => part;

    /// <summary>The last member that was read.</summary>
    public RedisValue After { get; private set; } = after;

    /// <summary>Whether the view is read to its end.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Whether more must be read before the next vehicle is known.</summary>
    public bool IsWanting => _read.Count == 0 && !IsRead;

    /// <summary>The id of the next vehicle; null after the last.</summary>
    public byte[]? Next => _read.TryPeek(out var next) ? next.Id : null;

    public LastSeen Take() => _read.Dequeue().Sight;

    /// <param name="members">The members read from the view.</param>
    /// <param name="wanted">How many were requested: where there are fewer, these were the last.</param>
    /// <param name="sights">The members whose values exist.</param>
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
