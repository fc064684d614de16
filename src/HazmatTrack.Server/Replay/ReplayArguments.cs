using System.Globalization;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Server.Replay;

/// <summary>What <c>replay</c> was told on the command line.</summary>
internal sealed record ReplayArguments
{
    public const string Usage = """
        replay FILE.csv[.gz] [options]    sends recorded tracks in the order of their times

          --url http://localhost:5080     to a running server's HTTP door (the default)
          --brokers HOST:PORT[,...]       to Kafka instead
          --topic positions               the topic there
          --speed N                       N times as fast as it was; without it as fast as it goes
          --shift-to-now                  moves all times by the same span, so that the last is now
          --zone +08:00                   of times without an offset (the default is China's)
          --datum wgs84|gcj02             of the coordinates (the default is wgs84)
          --colour 2                      plate colour of vehicles given without one (JT/T 697.7; the default is yellow)

        The first line names the columns, in any order: vehicle (plate_colour, or a plate or device number alone) or plate and plateColor;
        time (or time_local); lat; lon; and where known speedKmh, heading, altitudeM, mileageKm, fixed. Others are ignored.
        Ends with 0 when every line was sent, 1 when some were not, 2 when nothing could be begun.
        """;

    /// <summary>The same in Chinese.</summary>
    public const string UsageChinese = """
        replay 文件.csv[.gz] [选项]       按定位时间依次发送轨迹记录

          --url http://localhost:5080     发往运行中的服务（默认）
          --brokers 主机:端口[,...]       改为发往 Kafka
          --topic positions               Kafka 的主题
          --speed N                       以 N 倍速回放；不设则尽快发送
          --shift-to-now                  所有时间平移同一时长，使最后一条为当前时刻
          --zone +08:00                   无时区的时间所用的时差（默认为北京时间）
          --datum wgs84|gcj02             坐标系（默认 wgs84）
          --colour 2                      未给出车牌颜色时的颜色代码（JT/T 697.7，默认黄色）

        首行为列名，次序不限：vehicle（车牌_颜色代码，或仅车牌、设备号）或 plate 与 plateColor；
        time（或 time_local）；lat；lon；如有：speedKmh、heading、altitudeM、mileageKm、fixed。其余列忽略。
        退出码：0 全部发送；1 有的行未能发送；2 无法开始。
        """;

    public required string File { get; init; }

    public Uri Url { get; init; } = new("http://localhost:5080");

    /// <summary>Null sends through the HTTP door.</summary>
    public string? Brokers { get; init; }

    public string Topic { get; init; } = "positions";

    /// <summary>Null for as fast as it goes.</summary>
    public double? Speed { get; init; }

    public bool ShiftToNow { get; init; }

    public TimeSpan Zone { get; init; } = TimeSpan.FromHours(8);

    public bool IsGcj02 { get; init; }

    public PlateColour Colour { get; init; } = PlateColour.Yellow;

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
                "--url" => read with { Url = Uri.TryCreate(Value(), UriKind.Absolute, out var url) ? url : throw Bad(name, arguments[i], "an address such as http://localhost:5080") },
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
                "--datum" => read with { IsGcj02 = Value() switch { "wgs84" => false, "gcj02" => true, var other => throw Bad(name, other, "wgs84 or gcj02") } },
                "--colour" => read with
                {
                    Colour = int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) && Enum.IsDefined((PlateColour)code)
                        ? (PlateColour)code
                        : throw Bad(name, arguments[i], "a colour code of JT/T 697.7"),
                },
                _ when name.StartsWith('-') => throw new ReplayException($"There is no option {name}. See replay --help."),
                _ when read.File == "" => read with { File = name },
                _ => throw new ReplayException($"One file at a time: {read.File}, or {name}?"),
            };
        }

        return read.File == "" ? throw new ReplayException("Which file? See replay --help.") : read;
    }

    private static TimeSpan? ZoneOf(string text) =>
        text.Length == 6 && text[0] is '+' or '-' && TimeSpan.TryParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var zone) && zone.TotalHours <= 14
            ? text[0] == '-' ? -zone : zone
            : null;

    private static ReplayException Bad(string name, string value, string expected) => new($"{name} {value}: expected {expected}.");
}

/// <summary>The replay cannot begin or go on; the message says why.</summary>
internal sealed class ReplayException(string message) : Exception(message);
