using System.Text;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Replay;

/// <summary>
/// Sorts the lines of a file by time, lines of the same time by their order in the file. Lines that do not fit into memory are sorted in runs, which are kept
/// in temporary files (some 50 bytes a line) until they are merged; the files are removed when the process ends, for any reason.
/// </summary>
internal sealed class TrackSorter(int runLength = TrackSorter.StandardRun) : IDisposable
{
    /// <summary>Some 50 MB of lines.</summary>
    public const int StandardRun = 500_000;

    private readonly List<TrackLine> _run = [];
    private readonly List<FileStream> _spilled = [];

    /// <summary>One object for each vehicle, independent of the number of its lines.</summary>
    private readonly Dictionary<string, VehicleId> _vehicles = new(StringComparer.Ordinal);

    public long Count { get; private set; }

    /// <exception cref="IOException">The disk of temporary files is full.</exception>
    public void Add(in TrackLine line)
    {
        if (_run.Count == runLength)
        {
            Spill();
        }

        var text = line.Vehicle.ToString();
        if (!_vehicles.TryGetValue(text, out var vehicle))
        {
            _vehicles[text] = vehicle = line.Vehicle;
        }

        _run.Add(line with { Vehicle = vehicle });
        Count++;
    }

    /// <summary>All lines in order; to be enumerated once, after the last is added.</summary>
    public IEnumerable<TrackLine> InOrder()
    {
        _run.Sort(Compare);
        var runs = _spilled.ConvertAll(f => Stored(f).GetEnumerator());
        runs.Add(_run.GetEnumerator());
        var next = new PriorityQueue<IEnumerator<TrackLine>, (long, long)>();
        foreach (var run in runs)
        {
            Advance(run);
        }

        while (next.TryDequeue(out var run, out _))
        {
            yield return run.Current;
            Advance(run);
        }

        void Advance(IEnumerator<TrackLine> run)
        {
            if (run.MoveNext())
            {
                next.Enqueue(run, (run.Current.Report.Time.UnixMilliseconds, run.Current.Line));
            }
        }
    }

    public void Dispose() => _spilled.ForEach(f => f.Dispose());

    private static int Compare(TrackLine a, TrackLine b) =>
        a.Report.Time.CompareTo(b.Report.Time) is not 0 and var order ? order : a.Line.CompareTo(b.Line);

    private void Spill()
    {
        _run.Sort(Compare);
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"hazmattrack-replay-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            64 * 1024, FileOptions.DeleteOnClose);
        _spilled.Add(file);
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        foreach (var (line, vehicle, report) in _run)
        {
            writer.Write7BitEncodedInt64(line);
            writer.Write(vehicle.ToString());
            writer.Write(report.Time.UnixMilliseconds);
            writer.Write(report.Position.LatitudeE6);
            writer.Write(report.Position.LongitudeE6);
            writer.Write(report.Alarms);
            writer.Write((uint)report.Status);
            Write(writer, report.SpeedDeciKmh);
            Write(writer, report.HeadingDegrees);
            Write(writer, report.AltitudeMetres);
            Write(writer, report.MileageDeciKm);
        }

        _run.Clear();
    }

    private IEnumerable<TrackLine> Stored(FileStream file)
    {
        file.Position = 0;
        using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        while (file.Position < file.Length)
        {
            var line = reader.Read7BitEncodedInt64();
            var vehicle = _vehicles[reader.ReadString()];
            yield return new(line, vehicle, new()
            {
                Time = new(reader.ReadInt64()),
                Position = new(reader.ReadInt32(), reader.ReadInt32()),
                Alarms = reader.ReadUInt32(),
                Status = (ReportStatus)reader.ReadUInt32(),
                SpeedDeciKmh = (ushort?)Read(reader),
                HeadingDegrees = (ushort?)Read(reader),
                AltitudeMetres = (short?)Read(reader),
                MileageDeciKm = (uint?)Read(reader),
            });
        }
    }

    /// <summary>Writes a number; an absent one takes one byte.</summary>
    private static void Write(BinaryWriter writer, long? number)
    {
        writer.Write(number is not null);
        if (number is { } n)
        {
            writer.Write7BitEncodedInt64(n);
        }
    }

    private static long? Read(BinaryReader reader) => reader.ReadBoolean() ? reader.Read7BitEncodedInt64() : null;
}
