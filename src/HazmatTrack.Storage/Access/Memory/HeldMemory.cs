using System.Collections.Concurrent;

namespace HazmatTrack.Storage.Access.Memory;

/// <summary>
/// What was read of a store and is held for a while, also that there is nothing. Bounded in number: where it is full, what has not been asked for since the
/// last time goes first.
/// </summary>
/// <param name="capacity">The most that is held.</param>
/// <param name="holdFor">How long it is held.</param>
/// <param name="followed">The revision up to which changes have been dropped from here.</param>
internal sealed class HeldMemory<TKey, TValue>(int capacity, TimeSpan holdFor, FollowedRevision followed, TimeProvider time, IEqualityComparer<TKey> comparer)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Held> _held = new(comparer);
    private int _count;
    private int _trimming;

    public int Count => Volatile.Read(ref _count);

    public bool TryFind(TKey key, out TValue value) => Use(_held.TryGetValue(key, out var held) ? held : null, out value);

    /// <summary>The same by another form of the key, such as a part of a text.</summary>
    public bool TryFindBy<TForm>(TForm key, out TValue value)
        where TForm : notnull, allows ref struct => Use(_held.GetAlternateLookup<TForm>().TryGetValue(key, out var held) ? held : null, out value);

    /// <summary>Holds what was read, unless something has changed since, which may be this.</summary>
    /// <param name="revision">The revision up to which all changes are in the value.</param>
    public void Hold(TKey key, TValue value, long revision)
    {
        if (revision < followed.Value)
        {
            return;
        }

        var held = new Held(value, time.GetTimestamp());
        while (true)
        {
            if (_held.TryAdd(key, held))
            {
                Interlocked.Increment(ref _count);
                break;
            }

            if (_held.TryGetValue(key, out var before) && _held.TryUpdate(key, held, before))
            {
                break;
            }
        }

        // Changes raise the revision and then drop what they name. So either they find the new entry, or the revision is seen here.
        Interlocked.MemoryBarrier();
        if (revision < followed.Value)
        {
            Remove(key, held);
        }
        else if (Count > capacity)
        {
            Trim();
        }
    }

    public void Drop(TKey key)
    {
        if (_held.TryRemove(key, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public void Clear()
    {
        foreach (var (key, held) in _held)
        {
            Remove(key, held);
        }
    }

    private bool Use(Held? held, out TValue value)
    {
        if (held is null || time.GetElapsedTime(held.At) >= holdFor)
        {
            value = default!;
            return false;
        }

        if (!held.IsUsed)
        {
            held.IsUsed = true;
        }

        value = held.Value;
        return true;
    }

    private void Remove(TKey key, Held held)
    {
        if (_held.TryRemove(new(key, held)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Makes room for an eighth: first what is old or was not asked for since the last time, then anything.</summary>
    private void Trim()
    {
        if (Interlocked.Exchange(ref _trimming, 1) != 0)
        {
            return;
        }

        var least = capacity - (capacity / 8);
        for (var pass = 0; pass < 2 && Count > least; pass++)
        {
            foreach (var (key, held) in _held)
            {
                if (pass == 1 || !held.IsUsed || time.GetElapsedTime(held.At) >= holdFor)
                {
                    Remove(key, held);
                    if (Count <= least)
                    {
                        break;
                    }
                }

                held.IsUsed = false;
            }
        }

        Volatile.Write(ref _trimming, 0);
    }

    private sealed class Held(TValue value, long at)
    {
        private volatile bool _isUsed;

        public TValue Value => value;

        /// <summary>When it was read, as a timestamp.</summary>
        public long At => at;

        public bool IsUsed
        {
            get => _isUsed;
            set => _isUsed = value;
        }
    }
}
