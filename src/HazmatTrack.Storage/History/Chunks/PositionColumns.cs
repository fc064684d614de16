using System.Buffers;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Storage.History.Chunks;

/// <summary>
/// The columns of a block of reports: the count; times as differences of differences, in seconds when all are whole seconds, otherwise
/// in milliseconds; latitude and longitude as first or second differences, depending on which is smaller in this block; speed, course,
/// height and odometer as differences (absent values by <see cref="ReportNumbers"/>); alarm and status bits as runs. All arithmetic wraps,
/// so every value can be encoded.
/// </summary>
internal static class PositionColumns
{
    /// <summary>The version of the column format. In version 1, all status bits were the terminal's.</summary>
    public const byte Version = 2;

    private const byte Milliseconds = 1;
    private const byte FirstDifferenceLatitude = 2;
    private const byte FirstDifferenceLongitude = 4;
    private const byte AllFlags = Milliseconds | FirstDifferenceLatitude | FirstDifferenceLongitude;

    // Every report takes at least one byte in each of the columns that are not runs.
    private const int PlainColumns = 7;

    public static void Write(ReadOnlySpan<PositionReport> reports, ref ByteWriter to)
    {
        to.Unsigned((ulong)reports.Length);
        if (reports.Length == 0)
        {
            return;
        }

        var flags = Choose(reports);
        to.Byte(flags);
        if ((flags & Milliseconds) != 0)
        {
            Differences<Column.Time>(reports, twice: true, ref to);
        }
        else
        {
            Differences<Column.Second>(reports, twice: true, ref to);
        }

        Differences<Column.Latitude>(reports, (flags & FirstDifferenceLatitude) == 0, ref to);
        Differences<Column.Longitude>(reports, (flags & FirstDifferenceLongitude) == 0, ref to);
        Differences<Column.Speed>(reports, twice: false, ref to);
        Differences<Column.Heading>(reports, twice: false, ref to);
        Differences<Column.Altitude>(reports, twice: false, ref to);
        Differences<Column.Mileage>(reports, twice: false, ref to);
        Runs<Column.Alarms>(reports, ref to);
        Runs<Column.Status>(reports, ref to);
    }

    /// <exception cref="ChunkFormatException">The bytes are not columns.</exception>
    public static PositionReport[] Read(ref ByteReader from, byte version)
    {
        var count = from.Count(from.Rest.Length / PlainColumns);
        if (count == 0)
        {
            return [];
        }

        var flags = from.Byte();
        if (flags > AllFlags)
        {
            throw new ChunkFormatException($"unknown column flags {flags}.");
        }

        var rented = ArrayPool<long>.Shared.Rent(count * (PlainColumns + 2));
        try
        {
            var columns = rented.AsSpan(0, count * (PlainColumns + 2));
            Integrate(columns[..count], ref from, twice: true);
            Integrate(columns.Slice(count, count), ref from, (flags & FirstDifferenceLatitude) == 0);
            Integrate(columns.Slice(2 * count, count), ref from, (flags & FirstDifferenceLongitude) == 0);
            for (var column = 3; column < PlainColumns; column++)
            {
                Integrate(columns.Slice(column * count, count), ref from, twice: false);
            }

            ReadRuns(columns.Slice(7 * count, count), ref from);
            ReadRuns(columns.Slice(8 * count, count), ref from);
            return Assemble(columns, count, (flags & Milliseconds) != 0 ? 1 : 1000, version == 1 ? ~ReportStatus.HoursBehind : ~ReportStatus.None);
        }
        finally
        {
            ArrayPool<long>.Shared.Return(rented);
        }
    }

    private static PositionReport[] Assemble(ReadOnlySpan<long> columns, int count, long unit, ReportStatus kept)
    {
        var reports = new PositionReport[count];
        for (var i = 0; i < reports.Length; i++)
        {
            reports[i] = new()
            {
                Time = new(unchecked(columns[i] * unit)),
                Position = new(Int32(columns[count + i]), Int32(columns[(2 * count) + i])),
                SpeedDeciKmh = ReportNumbers.TryToSpeed(columns[(3 * count) + i], out var speed) ? speed : throw Outside(),
                HeadingDegrees = ReportNumbers.TryToHeading(columns[(4 * count) + i], out var heading) ? heading : throw Outside(),
                AltitudeMetres = ReportNumbers.TryToAltitude(columns[(5 * count) + i], out var altitude) ? altitude : throw Outside(),
                MileageDeciKm = ReportNumbers.TryToMileage(columns[(6 * count) + i], out var mileage) ? mileage : throw Outside(),
                Alarms = (uint)columns[(7 * count) + i],
                Status = (ReportStatus)(uint)columns[(8 * count) + i] & kept,
            };
        }

        return reports;

        static int Int32(long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Outside();
    }

    private static ChunkFormatException Outside() => new("a value is outside what its column can hold.");

    private static void Integrate(Span<long> column, ref ByteReader from, bool twice)
    {
        var again = twice ? ~0L : 0L;
        long value = 0, step = 0;
        foreach (ref var v in column)
        {
            unchecked
            {
                step = (step & again) + from.Signed();
                value += step;
            }

            v = value;
        }
    }

    private static byte Choose(ReadOnlySpan<PositionReport> reports)
    {
        var whole = true;
        long first = 0, second = 0, firstEast = 0, secondEast = 0;
        long lat = reports[0].Position.LatitudeE6, lon = reports[0].Position.LongitudeE6, north = 0, east = 0;
        foreach (ref readonly var r in reports)
        {
            whole &= r.Time.UnixMilliseconds % 1000 == 0;
            var n = r.Position.LatitudeE6 - lat;
            var e = r.Position.LongitudeE6 - lon;
            first += Varint.Size(Varint.ZigZag(n));
            second += Varint.Size(Varint.ZigZag(n - north));
            firstEast += Varint.Size(Varint.ZigZag(e));
            secondEast += Varint.Size(Varint.ZigZag(e - east));
            (lat, lon, north, east) = (r.Position.LatitudeE6, r.Position.LongitudeE6, n, e);
        }

        return (byte)((whole ? 0 : Milliseconds)
            | (first < second ? FirstDifferenceLatitude : 0)
            | (firstEast < secondEast ? FirstDifferenceLongitude : 0));
    }

    /// <summary>Writes a column as differences; second differences predict that the last step repeats.</summary>
    private static void Differences<TColumn>(ReadOnlySpan<PositionReport> reports, bool twice, ref ByteWriter to)
        where TColumn : struct, IColumn
    {
        var again = twice ? ~0L : 0L;
        long previous = 0, step = 0;
        var bytes = to.Reserve(reports.Length * Varint.MostBytes);
        var at = 0;
        foreach (ref readonly var report in reports)
        {
            var value = TColumn.ValueOf(in report);
            var delta = unchecked(value - previous);
            Varint.Write(bytes, ref at, Varint.ZigZag(unchecked(delta - step)));
            (previous, step) = (value, delta & again);
        }

        to.Advance(at);
    }

    private static void Runs<TColumn>(ReadOnlySpan<PositionReport> reports, ref ByteWriter to)
        where TColumn : struct, IColumn
    {
        for (var start = 0; start < reports.Length;)
        {
            var value = TColumn.ValueOf(in reports[start]);
            var end = start + 1;
            while (end < reports.Length && TColumn.ValueOf(in reports[end]) == value)
            {
                end++;
            }

            to.Unsigned((ulong)value);
            to.Unsigned((ulong)(end - start));
            start = end;
        }
    }

    private static void ReadRuns(Span<long> column, ref ByteReader from)
    {
        for (var start = 0; start < column.Length;)
        {
            var value = from.Unsigned();
            var length = from.Count(column.Length - start);
            if (length == 0 || value > uint.MaxValue)
            {
                throw Outside();
            }

            column.Slice(start, length).Fill((long)value);
            start += length;
        }
    }
}
