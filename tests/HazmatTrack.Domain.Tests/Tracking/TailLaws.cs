using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>A tail holds its points coded, and gives them back as they were.</summary>
public sealed class TailLaws
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_tail_holds_what_a_list_holds_whatever_is_done_to_it(int seed)
    {
        var random = new Random(seed);
        var (tail, list, front, now) = (new Tail(), new List<TrackPoint>(), 0, 1_700_000_000_000L);
        for (var i = 0; i < 5000; i++)
        {
            switch (random.Next(12))
            {
                case 0:
                    tail.Divide();
                    front = list.Count;
                    break;
                case 1 when front > 0:
                    Assert.Equal(list.Take(front).All(p => p.Offset <= 500), tail.IsFrontStored(500));
                    Assert.Equal(list[front - 1].Time, tail.RemoveFront());
                    list.RemoveRange(0, front);
                    front = 0;
                    break;
                case 2 when list.Count > 0:
                    var count = random.Next(list.Count) + 1;
                    tail.RemoveFirst(count);
                    list.RemoveRange(0, count);
                    front = Math.Max(0, front - count);
                    break;
                case 3 when list.Count > 0:
                    var at = random.Next(list.Count);
                    var late = Some(random, list[at].Time.UnixMilliseconds - 1);
                    tail.OpenToChange().Insert(at, late);
                    list.Insert(at, late);
                    front = 0;
                    break;
                case 4:
                    Assert.Equal(list, tail.Open());
                    break;
                case 5:
                    tail.Close();
                    break;
                default:
                    var next = Some(random, now += random.Next(2, 100_000));
                    tail.Add(next);
                    list.Add(next);
                    break;
            }

            Assert.Equal(list.Count, tail.Count);
            if (list.Count > 0)
            {
                Assert.Equal((list[0], list[^1]), (tail.First, tail.Last));
            }

            if (i % 16 == 0)
            {
                Assert.Equal(
                    Written(to =>
                    {
                        to.Unsigned((ulong)list.Count);
                        list.ForEach(p => to.Point(p));
                    }),
                    Written(tail.Write));
            }
        }

        Assert.Equal(list, tail.Open());
    }

    private static byte[] Written(Action<BlobWriter> write)
    {
        var to = new BlobWriter();
        to.Point(new(new() { Time = new(5) }, 7));
        write(to);
        return to.Written.ToArray();
    }

    private static TrackPoint Some(Random random, long time) => new(
        new()
        {
            Time = new(time),
            Position = new(random.Next(-90_000_000, 90_000_000), random.Next(-180_000_000, 180_000_000)),
            SpeedDeciKmh = random.Next(3) == 0 ? null : (ushort)random.Next(ushort.MaxValue),
            HeadingDegrees = random.Next(3) == 0 ? null : (ushort)random.Next(360),
            AltitudeMetres = random.Next(3) == 0 ? null : (short)random.Next(short.MinValue, short.MaxValue),
            MileageDeciKm = random.Next(3) == 0 ? null : (uint)random.NextInt64(uint.MaxValue),
            Alarms = random.Next(3) == 0 ? 0 : (uint)random.NextInt64(uint.MaxValue),
            Status = (ReportStatus)(uint)random.NextInt64(uint.MaxValue),
        },
        random.Next(-1, 1000));
}
