using System.Buffers.Binary;
using System.Text;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.Blobs;

/// <summary>Reads what <see cref="BlobWriter"/> wrote. Every defect is a <see cref="TrackerBlobException"/>.</summary>
internal ref struct BlobReader
{
    private const PointMask Values = PointMask.Speed | PointMask.Heading | PointMask.Altitude | PointMask.Mileage | PointMask.Bits;

    private ReadOnlySpan<byte> _rest;
    private TrackPoint _last = PointMasks.Before;
    private List<string>? _names;
    private bool _dropsOffsets;

    /// <exception cref="TrackerBlobException">The check sum does not fit.</exception>
    public BlobReader(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 5 || BlobCheck.Sum(blob[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(blob[^4..]))
        {
            throw new TrackerBlobException($"A tracker state of {blob.Length} bytes is damaged: its check sum does not fit.");
        }

        _rest = blob[..^4];
    }

    private BlobReader(ReadOnlySpan<byte> part, bool _) => _rest = part;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>What was not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Makes every point from here on read without its offset, which counts in another log.</summary>
    public void DropOffsets() => _dropsOffsets = true;

    /// <summary>Reads part of a blob whose check sum has been verified.</summary>
    public static BlobReader OfPart(ReadOnlySpan<byte> part) => new(part, true);

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw Short();
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public bool Flag() => Byte() != 0;

    public long Number() => Varint.FromZigZag(Unsigned());

    /// <summary>A province, and perhaps another.</summary>
    public (ProvinceCode One, ProvinceCode? Other) Provinces()
    {
        var both = Unsigned();
        var other = (int)(both / BlobWriter.AfterProvince);
        return (new((int)(both % BlobWriter.AfterProvince)), other == 0 ? null : new(other));
    }

    public ulong Unsigned()
    {
        var length = Varint.Read(_rest, out var value);
        if (length <= 0)
        {
            throw length == 0 ? Short() : new TrackerBlobException("A tracker state holds a number of more than 64 bits.");
        }

        _rest = _rest[length..];
        return value;
    }

    public int Count(int most)
    {
        var count = Unsigned();
        return count <= (ulong)most
            ? (int)count
            : throw new TrackerBlobException($"A tracker state tells of {count} items where at most {most} can be.");
    }

    public double Double()
    {
        if (_rest.Length < 8)
        {
            throw Short();
        }

        var value = BinaryPrimitives.ReadDoubleLittleEndian(_rest);
        _rest = _rest[8..];
        return value;
    }

    public Instant Time() => new(Number());

    public GeoPoint Place() => new((int)Number(), (int)Number());

    public string? Text()
    {
        var count = Count(1 << 16);
        if (count == 0)
        {
            return null;
        }

        if (_rest.Length < count - 1)
        {
            throw Short();
        }

        var text = Encoding.UTF8.GetString(_rest[..(count - 1)]);
        _rest = _rest[(count - 1)..];
        return text;
    }

    public string RequiredText() => Text() ?? throw new TrackerBlobException("A tracker state lacks a text that must be there.");

    public string Name()
    {
        _names ??= [];
        var at = Count(_names.Count);
        if (at > 0)
        {
            return _names[at - 1];
        }

        _names.Add(RequiredText());
        return _names[^1];
    }

    public byte[] Bytes()
    {
        var end = Open();
        var bytes = _rest[..^end].ToArray();
        _rest = _rest[^end..];
        return bytes;
    }

    /// <summary>Begins a part that was written with its length.</summary>
    /// <returns>The end, for <see cref="Close"/>.</returns>
    public int Open()
    {
        var length = Count(int.MaxValue);
        return length <= _rest.Length ? _rest.Length - length : throw Short();
    }

    /// <summary>Whether there is more of a part that was written with its length.</summary>
    public readonly bool HasMore(int end) => _rest.Length > end;

    /// <summary>Goes on after a part, skipping any fields that a newer program wrote at its end.</summary>
    public void Close(int end) => _rest = end <= _rest.Length ? _rest[^end..] : throw Short();

    public TrackPoint Point()
    {
        var mask = (PointMask)Byte();
        ref var last = ref _last;
        var (report, offset) = (last.Report, last.Offset);
        var (time, place) = (report.Time, report.Position);
        if (mask.HasFlag(PointMask.Time))
        {
            var step = Number();
            time = new(time.UnixMilliseconds + ((step & 1) == 0 ? step / 2 * 1000 : step >> 1));
        }

        if (mask.HasFlag(PointMask.Place))
        {
            place = new((int)(place.LatitudeE6 + Number()), (int)(place.LongitudeE6 + Number()));
        }

        report = report with { Time = time, Position = place };
        if ((mask & Values) != 0)
        {
            report = WithValues(report, mask);
        }

        offset += mask.HasFlag(PointMask.Offset) ? Number() : 0;
        last = new(report, offset);
        return _dropsOffsets ? new(report, TrackPoint.UnknownOffset) : last;
    }

    private PositionReport WithValues(in PositionReport report, PointMask mask)
    {
        var speed = report.SpeedNumber + (mask.HasFlag(PointMask.Speed) ? Number() : 0);
        var heading = report.HeadingNumber + (mask.HasFlag(PointMask.Heading) ? Number() : 0);
        var altitude = report.AltitudeNumber + (mask.HasFlag(PointMask.Altitude) ? Number() : 0);
        var mileage = report.MileageNumber + (mask.HasFlag(PointMask.Mileage) ? Number() : 0);
        var hasBits = mask.HasFlag(PointMask.Bits);
        return new()
        {
            Time = report.Time,
            Position = report.Position,
            SpeedDeciKmh = ReportNumbers.TryToSpeed(speed, out var deciKmh) ? deciKmh : throw Outside("speed", speed),
            HeadingDegrees = ReportNumbers.TryToHeading(heading, out var degrees) ? degrees : throw Outside("heading", heading),
            AltitudeMetres = ReportNumbers.TryToAltitude(altitude, out var metres) ? metres : throw Outside("altitude", altitude),
            MileageDeciKm = ReportNumbers.TryToMileage(mileage, out var deciKm) ? deciKm : throw Outside("mileage", mileage),
            Alarms = hasBits ? (uint)Unsigned() : report.Alarms,
            Status = hasBits ? (ReportStatus)(uint)Unsigned() : report.Status,
        };
    }

    private static TrackerBlobException Outside(string value, long number) => new($"A tracker state holds the {value} {number}, which no report can have.");

    private static TrackerBlobException Short() => new("A tracker state ends in the middle.");
}
