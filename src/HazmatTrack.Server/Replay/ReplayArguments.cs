using System.Globalization;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Replay;

/// <summary>The arguments of <c>replay</c> on the command line.</summary>
internal sealed record ReplayArguments
{
    public const string Usage = """
        replay FILE.csv[.gz] [options]    sends recorded tracks in the order of their times

          --url http://localhost:5080     to a running server's HTTP ingest (the default)
          --key-file FILE                 the API key for it, on the first line of a file
          --brokers HOST:PORT[,...]       to Kafka instead
          --topic positions               the topic there
          --speed N                       N times as fast as it was; without it as fast as it goes
          --shift-to-now                  moves all times by the same span, so that the last plausible one is now
          --zone +08:00                   of times without an offset (the default is China's)
          --datum wgs84|gcj02             of the coordinates (the default is what the header says, else wgs84)
          --colour 2                      plate colour of vehicles given without one (JT/T 697.7; the default is yellow)
          --columns NAME=HEADER[,...]     which column holds what, where the header does not say so; NAME= leaves a column out

        UTF-8, UTF-16 or GB18030 (GBK), separated by commas, semicolons or tabs: both are detected and told. The first line names the columns, in
        any order and in Chinese or English: vehicle (plate_colour) or plate (车牌号) and plateColor (车牌颜色, code or name); time (定位时间); lat (纬度);
        lon (经度); and where known speedKmh (速度), heading (方向), altitudeM (高程), mileageKm (里程), fixed, alarmBits (报警), statusBits (状态).
        Others are ignored. Times are written 2026-11-28 12:00:15, 2026/11/28 12:00, ISO 8601, 20261128120015, Unix seconds or milliseconds, or as
        the serial numbers of a spreadsheet (rounded to the second). An empty cell is a value that was not sent; a position needs both coordinates.

        A line that cannot be read is told with its number, as is one that the server refuses; the others go in.
        Ends with 0 when every line was sent, 1 when some were not, 2 when nothing could be begun.
        """;

    /// <summary>The same in Chinese.</summary>
    public const string UsageChinese = """
        replay 文件.csv[.gz] [选项]       按定位时间依次发送轨迹记录

          --url http://localhost:5080     发往运行中的服务（默认）
          --key-file 文件                 该服务的 API 密钥，写在文件的第一行
          --brokers 主机:端口[,...]       改为发往 Kafka
          --topic positions               Kafka 的主题
          --speed N                       以 N 倍速回放；不设则尽快发送
          --shift-to-now                  所有时间平移同一时长，使最后一个可信时间为当前时刻
          --zone +08:00                   无时区的时间所用的时差（默认为北京时间）
          --datum wgs84|gcj02             坐标系（默认按列名所示，未注明则为 wgs84）
          --colour 2                      未给出车牌颜色时的颜色代码（JT/T 697.7，默认黄色）
          --columns 名称=列名[,...]       列名无法识别时指明其含义；“名称=”表示忽略该列

        编码可为 UTF-8、UTF-16 或 GB18030（GBK），分隔符可为逗号、分号或制表符，均自动识别并显示。首行为列名，次序不限，中英文均可：
        vehicle（车牌_颜色代码）或 plate（车牌号）与 plateColor（车牌颜色，代码或名称）；time（定位时间）；lat（纬度）；lon（经度）；
        如有：speedKmh（速度）、heading（方向）、altitudeM（高程）、mileageKm（里程）、fixed、alarmBits（报警）、statusBits（状态）。其余列忽略。
        时间可写作 2026-11-28 12:00:15、2026/11/28 12:00、ISO 8601、20261128120015、Unix 秒或毫秒，或电子表格的日期序列值（取整到秒）。
        空单元格视为未上报；定位必须同时有经度和纬度。

        无法读取的行、被服务拒收的行均报告行号和原因，其余照常发送。
        退出码：0 全部发送；1 有的行未能发送；2 无法开始。
        """;

    public required string File { get; init; }

    public Uri Url { get; init; } = new("http://localhost:5080");

    /// <summary>The file with the API key; null for none. The key itself on a command line would be in the list of processes.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The brokers; null sends through HTTP ingest.</summary>
    public string? Brokers { get; init; }

    public string Topic { get; init; } = "positions";

    /// <summary>The speed factor; null for as fast as possible.</summary>
    public double? Speed { get; init; }

    public bool ShiftToNow { get; init; }

    public TimeSpan Zone { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Whether coordinates are GCJ-02; null uses the header of the coordinates.</summary>
    public bool? IsGcj02 { get; init; }

    public PlateColour Colour { get; init; } = PlateColour.Yellow;

    /// <summary>The header of a field where the user sets it; an empty one leaves the field out.</summary>
    public IReadOnlyDictionary<TrackField, string> Columns { get; init; } = new Dictionary<TrackField, string>();

    /// <exception cref="ReplayException">An option is unknown, lacks its value, or the value makes no sense.</exception>
    public static ReplayArguments Parse(IReadOnlyList<string> arguments)
    {
        var read = new ReplayArguments { File = "" };
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new ReplayException($"{name} needs a value.");
            read = name switch
            {
                "--url" => read with
                {
                    Url = Uri.TryCreate(Value(), UriKind.Absolute, out var url)
                        ? url : throw Bad(name, arguments[i], "an address such as http://localhost:5080"),
                },
                "--key-file" => read with { KeyFile = Value() },
                "--brokers" => read with { Brokers = Value() },
                "--topic" => read with { Topic = Value() },
                "--speed" => read with
                {
                    Speed = double.TryParse(Value(), NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1_000_000
                        ? speed
                        : throw Bad(name, arguments[i], "a number above 0"),
                },
                "--shift-to-now" => read with { ShiftToNow = true },
                "--zone" => read with { Zone = ZoneOf(Value()) ?? throw Bad(name, arguments[i], "an offset such as +08:00") },
                "--datum" => read with
                {
                    IsGcj02 = DatumName.Parse(Value()) is { } datum ? datum == Datum.Gcj02 : throw Bad(name, arguments[i], DatumName.Expected.English),
                },
                "--colour" => read with
                {
                    Colour = int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && Enum.IsDefined((PlateColour)code)
                        ? (PlateColour)code
                        : throw Bad(name, arguments[i], "a colour code of JT/T 697.7"),
                },
                "--columns" => read with { Columns = ColumnsOf(Value(), read.Columns) },
                _ when name.StartsWith('-') => throw new ReplayException($"There is no option {name}. See replay --help."),
                _ when read.File == "" => read with { File = name },
                _ => throw new ReplayException($"One file at a time: {read.File}, or {name}?"),
            };
        }

        return read.File == "" ? throw new ReplayException("Which file? See replay --help.") : read;
    }

    private static TimeSpan? ZoneOf(string text) =>
        text.Length == 6 && text[0] is '+' or '-'
            && TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var zone) && zone.TotalHours <= 14
            ? text[0] == '-' ? -zone : zone
            : null;

    private static Dictionary<TrackField, string> ColumnsOf(string value, IReadOnlyDictionary<TrackField, string> before)
    {
        var columns = before.ToDictionary();
        foreach (var pair in value.Split(','))
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            var field = cut > 0 ? TrackHeader.FieldNamed(pair[..cut].Trim()) : null;
            columns[field ?? throw Bad("--columns", pair, $"NAME=HEADER, where NAME is one of {string.Join(", ", Enum.GetValues<TrackField>().Select(TrackHeader.NameOf))}")] = pair[(cut + 1)..].Trim();
        }

        return columns;
    }

    private static ReplayException Bad(string name, string value, string expected) => new($"{name} {value}: expected {expected}.");
}

/// <summary>The replay cannot start or continue; the message contains the reason.</summary>
internal sealed class ReplayException(string message) : Exception(message);
