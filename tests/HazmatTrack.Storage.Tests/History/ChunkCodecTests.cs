using CsCheck;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Storage.Tests.History;

public sealed class ChunkCodecTests
{
    private static readonly Gen<PositionReport[]> s_chunks =
        Gen.OneOf(Some.AnyReport.Array[0, 300], Gen.Int[0, 100_000].Array[0, 300].Select(s => Array.ConvertAll(s, x => Some.Report(x))));

    [Fact]
    public void Any_reports_come_back_as_they_were() =>
        s_chunks.Sample(reports => Assert.Equal(reports, ChunkCodec.Decode(ChunkCodec.Encode(reports))), iter: 2000);

    /// <summary>The bytes are what that version made of three such reports.</summary>
    [Fact]
    public void A_chunk_of_the_version_that_kept_all_status_bits_tells_no_hours_behind()
    {
        var reports = Enumerable.Range(0, 3).Select(i => Some.Report(i) with { Status = (ReportStatus)0x8000_0003 }).ToArray();
        const string Chunk = "AQCLrtDhAwCAzKaaDf3LppoNAIDM4B29yuAdAICr43Ppq+NzAAAODgACAgACAsCaDAAAAAODgICACAM=";
        Assert.Equal(Array.ConvertAll(reports, r => r with { Status = r.TerminalStatus }), ChunkCodec.Decode(Convert.FromBase64String(Chunk)));
    }

    [Fact]
    public void Extreme_values_come_back_as_they_were()
    {
        var least = new PositionReport
        {
            Time = new(long.MinValue),
            Position = new(int.MinValue, int.MinValue),
            AltitudeMetres = short.MinValue,
        };
        var most = new PositionReport
        {
            Time = new(long.MaxValue),
            Position = new(int.MaxValue, int.MaxValue),
            SpeedDeciKmh = ushort.MaxValue,
            HeadingDegrees = ushort.MaxValue,
            AltitudeMetres = short.MaxValue,
            MileageDeciKm = uint.MaxValue,
            Alarms = uint.MaxValue,
            Status = (ReportStatus)uint.MaxValue,
        };
        PositionReport[] reports = [least, most, least, least, most, most, least];
        Assert.Equal(reports, ChunkCodec.Decode(ChunkCodec.Encode(reports)));
        Assert.Equal([most], ChunkCodec.Decode(ChunkCodec.Encode([most])));
    }

    [Fact]
    public void A_chunk_cut_short_is_refused() =>
        Gen.Select(s_chunks, Gen.Double[0, 1]).Sample(
            (reports, part) =>
            {
                var chunk = ChunkCodec.Encode(reports);
                Assert.Throws<ChunkFormatException>(() => ChunkCodec.Decode(chunk.AsSpan(0, (int)(part * (chunk.Length - 1)))));
            },
            iter: 2000);

    [Fact]
    public void A_chunk_with_any_one_bit_flipped_is_refused()
    {
        var chunk = ChunkCodec.Encode([.. Enumerable.Range(0, 120).Select(i => Some.Report(i * 10))]);
        for (var bit = 0; bit < chunk.Length * 8; bit++)
        {
            var damaged = (byte[])chunk.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<ChunkFormatException>(() => ChunkCodec.Decode(damaged));
        }
    }

    [Fact]
    public void Bytes_that_never_were_a_chunk_are_refused() =>
        Gen.Byte.Array[0, 400].Sample(bytes => Assert.Throws<ChunkFormatException>(() => ChunkCodec.Decode(bytes)), iter: 5000);

    [Fact]
    public void Columns_that_never_were_written_are_refused_or_read_but_never_crash() =>
        Gen.Byte.Array[0, 400].Sample(
            bytes =>
            {
                try
                {
                    // Sealed with a right checksum, so that the reader of the columns itself meets the garbage.
                    ChunkCodec.Decode(Envelope.Wrap(1, bytes, level: bytes.Length % 2));
                }
                catch (ChunkFormatException)
                {
                }
            },
            iter: 20_000);

    [Fact]
    public void A_chunk_of_a_newer_format_is_refused_by_name()
    {
        var newer = Envelope.Wrap(9, [1, 2, 3], level: 0);
        Assert.Contains("format 9.0 is not known", Assert.Throws<ChunkFormatException>(() => ChunkCodec.Decode(newer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parked_truck_takes_less_than_a_byte_per_report()
    {
        var reports = new PositionReport[240];
        for (var i = 0; i < reports.Length; i++)
        {
            reports[i] = Some.Report(0) with { Time = Some.Start + TimeSpan.FromSeconds(30 * i) };
        }

        Assert.InRange(ChunkCodec.Encode(reports).Length, 1, 239);
    }
}
