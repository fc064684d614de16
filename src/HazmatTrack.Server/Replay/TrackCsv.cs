using System.Globalization;
using System.IO.Compression;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Replay;

/// <summary>Reads recorded tracks. A line that is no position is told and left out; the others are read.</summary>
internal sealed class TrackCsv
{
    private static readonly string[] s_known =
        ["vehicle", "plate", "plateColor", "time", "time_local", "lat", "lon", "speedKmh", "heading", "altitudeM", "mileageKm", "fixed"];

    private readonly ReplayArguments _arguments;
    private readonly Dictionary<string, int> _columns;

    private TrackCsv(ReplayArguments arguments, string header)
    {
        _arguments = arguments;
        _columns = header.Split(',').Select((name, at) => (Name: name.Trim().Trim('"', '\uFEFF'), At: at))
            .Where(c => s_known.Contains(c.Name, StringComparer.OrdinalIgnoreCase))
            .DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(c => c.Name, c => c.At, StringComparer.OrdinalIgnoreCase);
        string[][] needed = [["vehicle", "plate"], ["time", "time_local"], ["lat"], ["lon"]];
        foreach (var either in needed.Where(n => !n.Any(_columns.ContainsKey)))
        {
            throw new ReplayException($"{arguments.File} has no column {string.Join(" or ", either)}; its first line is: {header}");
        }
    }

    /// <summary>All positions of a file, by time; those of the same time in the order of their lines.</summary>
    /// <param name="arguments">The file and how to read it.</param>
    /// <param name="onBad">Told the number and the fault of each line that is none.</param>
    /// <exception cref="ReplayException">The file cannot be read, or lacks columns.</exception>
    public static List<(VehicleId Vehicle, PositionReport Report)> Read(ReplayArguments arguments, Action<int, string> onBad)
    {
        try
        {
            using Stream file = File.OpenRead(arguments.File);
            using var stream = arguments.File.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var reader = new StreamReader(stream);
            var csv = new TrackCsv(arguments, reader.ReadLine() ?? throw new ReplayException($"{arguments.File} is empty."));
            var read = new List<(VehicleId, PositionReport Report)>();
            for (var number = 2; reader.ReadLine() is { } line; number++)
            {
                if (line.AsSpan().Trim().IsEmpty)
                {
                    continue;
                }

                if (csv.TryRead(line, out var vehicle, out var report) is { } fault)
                {
                    onBad(number, fault);
                }
                else
                {
                    read.Add((vehicle, report));
                }
            }

            return [.. read.OrderBy(r => r.Report.Time.UnixMilliseconds)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ReplayException($"{arguments.File} cannot be read: {e.Message}");
        }
    }

    /// <summary>The fault of the line; null when it is a position.</summary>
    private string? TryRead(string line, out VehicleId vehicle, out PositionReport report)
    {
        (vehicle, report) = (default, default);
        var cells = line.Split(',');
        string Cell(string name) => _columns.TryGetValue(name, out var at) && at < cells.Length ? cells[at].Trim().Trim('"') : "";

        var name = Cell("vehicle") is { Length: > 0 } whole ? whole : Cell("plate");
        var colour = Cell("plateColor") is { Length: > 0 } code ? code : ((int)_arguments.Colour).ToString(CultureInfo.InvariantCulture);
        if (!VehicleId.TryParse(name, out vehicle) && !VehicleId.TryParse($"{name}_{colour}", out vehicle))
        {
            return $"'{name}' with colour {colour} is not a vehicle";
        }

        var time = Cell("time") is { Length: > 0 } withOffset ? withOffset : Cell("time_local");
        if (TimeOf(time) is not { } at)
        {
            return $"'{time}' is not a time, such as 2026-03-01T08:00:00+08:00 or 2026-03-01 08:00:00";
        }

        if (!Number(Cell("lat"), 90, out var latitude) || !Number(Cell("lon"), 180, out var longitude))
        {
            return $"'{Cell("lat")}', '{Cell("lon")}' is not a latitude and a longitude in degrees";
        }

        if (!Number(Cell("speedKmh"), 6000, out var speed) || !Number(Cell("heading"), 360, out var heading) || speed < 0 || heading < 0
            || !Number(Cell("altitudeM"), 30_000, out var altitude) || !Number(Cell("mileageKm"), 400_000_000, out var mileage) || mileage < 0)
        {
            return "speedKmh, heading, altitudeM or mileageKm is not a number that can be";
        }

        var position = GeoPoint.FromDegrees(latitude, longitude);
        report = new()
        {
            Time = at,
            Position = _arguments.IsGcj02 ? Gcj02.ToWgs84(position) : position,
            SpeedDeciKmh = Cell("speedKmh").Length > 0 ? (ushort)Math.Round(speed * 10) : null,
            HeadingDegrees = Cell("heading").Length > 0 ? (ushort)(Math.Round(heading) % 360) : null,
            AltitudeMetres = Cell("altitudeM").Length > 0 ? (short)Math.Round(altitude) : null,
            MileageDeciKm = Cell("mileageKm").Length > 0 ? (uint)Math.Round(mileage * 10) : null,
            Status = Cell("fixed") is "0" or "false" or "False" ? ReportStatus.None : ReportStatus.Fixed,
        };
        return null;
    }

    private Instant? TimeOf(string text)
    {
        if (DateTime.TryParseExact(
            text, ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss.fff"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return Instant.From(new(local, _arguments.Zone));
        }

        return Api.ApiTime.TryParse(text, out var time) ? time : null;
    }

    /// <summary>A number of at most this size either side of zero; zero for none.</summary>
    private static bool Number(string text, double most, out double number)
    {
        number = 0;
        return text.Length == 0
            || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && Math.Abs(number) <= most);
    }
}
