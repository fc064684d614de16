using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Tests.Registry;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>What is held is bounded, and never older than the changes that were followed.</summary>
public sealed class HeldMemoryTests
{
    private readonly FollowedRevision _followed = new();

    [Fact]
    public void What_was_read_before_a_change_that_is_followed_already_is_not_held()
    {
        var memory = Memory(10);
        _followed.Reach(5);
        memory.Hold(1, "read before", 4);
        Assert.False(memory.TryFind(1, out _));
        memory.Hold(1, "read after", 5);
        Assert.True(memory.TryFind(1, out var held) && held == "read after");
        memory.Hold(1, null, 6);
        Assert.True(memory.TryFind(1, out held) && held is null);
        memory.Drop(1);
        Assert.False(memory.TryFind(1, out _));
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public void A_memory_that_is_full_forgets_what_nobody_asks_for()
    {
        var memory = Memory(800);
        for (var i = 0; i < 10_000; i++)
        {
            memory.Hold(i, $"{i}", 0);
            for (var hot = 0; hot < Math.Min(i, 50); hot++)
            {
                memory.TryFind(hot, out _);
            }

            Assert.InRange(memory.Count, 1, 800);
        }

        Assert.All(Enumerable.Range(0, 50), hot => Assert.True(memory.TryFind(hot, out var held) && held == $"{hot}"));
    }

    [Fact]
    public void What_was_held_for_its_time_is_read_again()
    {
        var memory = new HeldMemory<int, string?>(10, TimeSpan.Zero, _followed, new HandClock(), EqualityComparer<int>.Default);
        memory.Hold(1, "a", 0);
        Assert.False(memory.TryFind(1, out _));
    }

    /// <summary>A reader may hold what it read while a change of it is followed: afterwards the memory has the new value or none.</summary>
    [Fact]
    public async Task No_value_that_a_change_has_replaced_is_left_however_reading_and_following_meet()
    {
        var memory = Memory(1000);
        var (revision, stored) = (0L, 0L);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                // As the store answers: the revision first, so that the value is at least as new.
                var read = Interlocked.Read(ref revision);
                memory.Hold(7, $"{Interlocked.Read(ref stored)}", read);
            }
        })).ToArray();
        for (var i = 1L; i <= 20_000; i++)
        {
            Interlocked.Exchange(ref stored, i);
            Interlocked.Exchange(ref revision, i);
            _followed.Reach(i);
            memory.Drop(7);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Assert.True(!memory.TryFind(7, out var held) || held == "20000", held);
    }

    private HeldMemory<int, string?> Memory(int capacity) =>
        new(capacity, TimeSpan.FromHours(1), _followed, TimeProvider.System, EqualityComparer<int>.Default);
}
