using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>Bodies at the HTTP ingest that are no list of positions, or only in part: a clear 4xx, and never the server's fault.</summary>
public sealed class BadBodyTests(IngestServer.Shared shared) : IClassFixture<IngestServer.Shared>
{
    private static string Good => IngestServer.Good;

    /// <summary>Name, body, content type, content coding; status, and what the answer says.</summary>
    public static TheoryData<string, byte[], string?, string?, HttpStatusCode, string> Bodies
    {
        get
        {
            var bodies = new TheoryData<string, byte[], string?, string?, HttpStatusCode, string>();
            void Json(string name, string body, HttpStatusCode status, string says) =>
                bodies.Add(name, Encoding.UTF8.GetBytes(body), "application/json", null, status, says);
            Json("empty", "", HttpStatusCode.BadRequest, "empty");
            Json("blank", " \r\n\t", HttpStatusCode.BadRequest, "empty");
            Json("only a mark", "\uFEFF", HttpStatusCode.BadRequest, "empty");
            Json("truncated", $"[{Good},{Good[..30]}", HttpStatusCode.BadRequest, "line 1, byte");
            Json("truncated after an item", $"[{Good},", HttpStatusCode.BadRequest, "line 1, byte");
            Json("trailing", $"[{Good}] x", HttpStatusCode.BadRequest, "'x' is invalid");
            Json("two lists", $"[{Good}]\n[{Good}]", HttpStatusCode.BadRequest, "line 2, byte 1");
            Json("comma", $"[{Good},]", HttpStatusCode.BadRequest, "trailing comma");
            Json("comment", $"[/* */{Good}]", HttpStatusCode.BadRequest, "'/' is invalid after a value");
            Json("NaN", $"[{Good.Replace("31.2", "NaN", StringComparison.Ordinal)}]", HttpStatusCode.BadRequest, "'N' is an invalid start");
            Json("leading zero", $"[{Good.Replace("31.2", "031.2", StringComparison.Ordinal)}]", HttpStatusCode.BadRequest, "line 1, byte");
            Json("control character", $"[{Good.Replace("沪", "\u0001", StringComparison.Ordinal)}]", HttpStatusCode.BadRequest, "0x01");
            Json("words", "hello", HttpStatusCode.BadRequest, "neither a JSON array");
            Json("member without an object", "\"a\" : 1", HttpStatusCode.BadRequest, "JSON");
            Json("number", "5", HttpStatusCode.BadRequest, "JSON object");
            Json("null", "null", HttpStatusCode.BadRequest, "JSON object");
            Json("string", "\"沪A12345\"", HttpStatusCode.BadRequest, "JSON object");
            Json("list of lists", $"[[{Good}]]", HttpStatusCode.BadRequest, "JSON object");
            Json("list of nothing", "[null,null]", HttpStatusCode.BadRequest, "2 of 2 are rejected");
            Json("wrapped", $"{{\"positions\":[{Good}]}}", HttpStatusCode.BadRequest, "'plate' is missing");
            Json("deep", new string('[', 5000), HttpStatusCode.BadRequest, "depth of 16");
            Json("deep objects", string.Concat(Enumerable.Repeat("{\"a\":", 5000)), HttpStatusCode.BadRequest, "depth of 16");
            Json("deep member", $"[{Good.Replace("31.2", string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40)),
                StringComparison.Ordinal)}]", HttpStatusCode.BadRequest, "depth of 16");
            Json("many", $"[{string.Join(',', Enumerable.Repeat(Good, IngestServer.MaxItems + 1))}]", HttpStatusCode.RequestEntityTooLarge, "More than 100 positions");
            Json("a hundred thousand", $"[{string.Join(',', Enumerable.Repeat("1", 40_000))}]",
                HttpStatusCode.RequestEntityTooLarge, "More than 100 positions");
            Json("large", $"[{Good}{new string(' ', IngestServer.MaxBodyBytes)}]", HttpStatusCode.RequestEntityTooLarge, "larger than 100000 bytes");
            Json("one long text", $"[{Good.Replace("沪A12345", new string('沪', 20_000), StringComparison.Ordinal)}]", HttpStatusCode.BadRequest,
                "'plate' is not a text of at most 100");
            void Typed(string name, string? type, string? coding, byte[] body, string says) =>
                bodies.Add(name, body, type, coding, HttpStatusCode.UnsupportedMediaType, says);
            var good = Encoding.UTF8.GetBytes($"[{Good}]");
            Typed("XML", "text/xml", null, "<positions/>"u8.ToArray(), "'text/xml'");
            Typed("form", "application/x-www-form-urlencoded", null, good, "application/x-ndjson");
            Typed("protobuf", "application/x-protobuf", null, Some.Message().ToByteArray(), "application/json");
            Typed("no type at all", "nonsense", null, good, "'nonsense'");
            Typed("GBK", "application/json; charset=gbk", null, good, "UTF-8");
            Typed("a coding that is not known", "application/json", "lz4", good, "gzip, zstd, br, deflate");
            Typed("two codings", "application/json", "gzip, gzip", Zipped(Zipped(good)), "'gzip, gzip'");
            void Bytes(string name, byte[] body, string says) => bodies.Add(name, body, "application/json", null, HttpStatusCode.BadRequest, says);
            Bytes("gzip that does not say so", Zipped(good), "Content-Encoding: gzip");
            Bytes("UTF-16", Encoding.Unicode.GetBytes($"[{Good}]"), "UTF-16");
            Bytes("protobuf that does not say so", Some.Message().ToByteArray(), "not JSON");
            Bytes("plate in GBK", [.. "[{\"plate\":\""u8, 0xBB, 0xA6, .. Encoding.UTF8.GetBytes($"A12345\",{Good[(Good.IndexOf(',', StringComparison.Ordinal) + 1)..]}]")], "'plate' is not text in UTF-8");
            Bytes("name in GBK", [.. "[{\"plat"u8, 0xBB, 0xA6, .. "\":1}]"u8], "not text in UTF-8");
            Bytes("binary", [.. Enumerable.Range(0, 256).Select(i => (byte)i)], "not JSON");
            void Lines(string name, string body, string says) =>
                bodies.Add(name, Encoding.UTF8.GetBytes(body), "application/x-ndjson", null, HttpStatusCode.BadRequest, says);
            Lines("a list as a line", $"[{Good}]", "JSON object");
            Lines("one object over many lines", Good.Replace(",", ",\n", StringComparison.Ordinal), "7 of 7 are rejected");
            Lines("only bad lines", "{\n}\nx\n", "line 1, byte");
            return bodies;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies), DisableDiscoveryEnumeration = true)]
    public async Task A_body_that_cannot_be_taken_is_refused_in_words(
        string name, byte[] body, string? type, string? coding, HttpStatusCode status, string says)
    {
        var server = shared.Server;
        var answer = await server.PostAsync(body, type, coding);
        Assert.True(status == answer.Status, $"{name}: {answer.Status} {answer.Body}");
        Assert.Equal("application/problem+json", answer.Type);
        Assert.Equal((int)status, answer.Body.GetProperty("status").GetInt32());
        Assert.NotEmpty(answer.Body.GetProperty("title").GetString()!);
        Assert.NotEmpty(answer.Body.GetProperty("code").GetString()!);
        Assert.Contains(says, answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_refused_when_it_grows_too_large()
    {
        var server = shared.Server;
        using var content = new StreamContent(new Blanks(10 * IngestServer.MaxBodyBytes));
        content.Headers.ContentType = new("application/json");
        var answer = await server.PostAsync(content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Contains("larger than 100000 bytes", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_who_breaks_off_or_frames_his_body_wrongly_does_no_harm()
    {
        var server = shared.Server;
        foreach (var broken in (string[])["content-length: 5000\r\n\r\n[{", "transfer-encoding: chunked\r\n\r\n5\r\n[{}",
            "transfer-encoding: chunked\r\n\r\nzz\r\n[{}]\r\n0\r\n\r\n"])
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/v1/positions HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\n{broken}"), TestContext.Current.CancellationToken);
            socket.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream);
            var answer = await StatusAsync(reader);
            Assert.False(answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal), answer);
        }

        Assert.Equal(1, (await server.PostAsync($"[{Good}]")).Accepted);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task Of_a_mixed_body_exactly_the_good_items_are_in_the_log_and_every_bad_one_is_named(string type)
    {
        await using var server = await IngestServer.StartAsync();
        var random = new Random(11);
        var sent = new List<string>();
        for (var n = 0; n < 150; n++)
        {
            var items = Enumerable.Range(0, random.Next(2, IngestServer.MaxItems))
                .Select(i => Item(random, string.Create(CultureInfo.InvariantCulture, $"苏E{(n * 100) + i:D5}"), type)).ToList();
            var body = type == "application/json" ? $"[{string.Join(", ", items.Select(i => i.Text))}]"
                : string.Join(random.Next(2) == 0 ? "\n" : "\r\n\n", items.Select(i => i.Text));
            var answer = await server.PostAsync(body, type);
            var good = items.Where(i => i.Code is null).Select(i => i.Plate).ToList();
            Assert.Equal(good.Count > 0 ? HttpStatusCode.Accepted : HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal(good.Count, answer.Accepted);
            Assert.Equal(items.Index().Where(i => i.Item.Code is not null).Select(i => (i.Index, i.Item.Code!)), answer.Rejected);
            sent.AddRange(good);
        }

        Assert.Equal(sent.Order(StringComparer.Ordinal), server.Read(sent.Count).Select(r => r.Vehicle.Plate).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_body_whatever_it_holds_is_answered_by_anything_but_its_sender_s_fault_or_success()
    {
        var server = shared.Server;
        var random = new Random(7);
        var seed = Encoding.UTF8.GetBytes($"[{Good},{Good}]");
        for (var i = 0; i < 4000; i++)
        {
            var body = Broken(seed, random);
            var answer = await server.PostAsync(body, i % 3 == 0 ? "application/x-ndjson" : "application/json");
            Assert.True(
                answer.Status is HttpStatusCode.Accepted or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge,
                $"{answer.Status} to {Convert.ToHexString(body)}");
            var taken = answer.Status == HttpStatusCode.Accepted;
            Assert.True(answer.Body.TryGetProperty(taken ? "rejected" : "detail", out _));
            Assert.True(!taken || answer.Accepted > 0 || answer.Rejected.Count == 0, $"202 for nothing: {Convert.ToHexString(body)}");
        }
    }

    /// <summary>The first line of an answer; empty where the connection was cut instead, as HTTP allows for a body that is framed wrongly.</summary>
    private static async Task<string> StatusAsync(StreamReader reader)
    {
        try
        {
            return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>An item with a plate of its own and its fate: half are good, the others bad in one way.</summary>
    private static (string Plate, string Text, string? Code) Item(Random random, string plate, string type)
    {
        var good = Good.Replace("沪A12345", plate, StringComparison.Ordinal);
        string Swap(string from, string to) => good.Replace(from, to, StringComparison.Ordinal);
        var (text, code) = random.Next(type == "application/json" ? 22 : 26) switch
        {
            0 => (Swap("\"lat\":31.2", "\"lat\":-91"), "impossible-coordinates"),
            1 => (Swap("121.4", "\"121.4\""), "wrong-type"),
            2 => (Swap("60.5", "301"), null),
            3 => (Swap("\"heading\":90", "\"heading\":360.6"), null),
            4 => (Swap("\"lon\"", "\"lng\""), "missing-member"),
            5 => ("{}", "missing-member"),
            6 => ("[1,2]", "malformed"),
            7 => ("\"\\ud800\"", "malformed"),
            8 => (Swap("\"lat\":", "\"lat\":30,\"lat\":"), "duplicate-member"),
            9 => (Swap("+08:00", "+99:00"), "wrong-type"),
            10 => (Swap(plate, plate + "挂"), "unknown-vehicle-format"),
            11 => (Swap(plate, $"{plate[..2]}·{plate[2..].Replace('0', 'o')}".ToLowerInvariant()), null),
            22 => (good[..random.Next(1, good.Length)], "malformed"),
            23 => (good + good, "malformed"),
            24 => (Swap(":2", ":02"), "malformed"),
            25 => ("\0\0\0", "malformed"),
            _ => (good, null),
        };
        return (plate, text, code);
    }

    private static byte[] Zipped(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Broken(byte[] seed, Random random)
    {
        var body = seed.ToList();
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(6))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(body.Count - at - 1, random.Next(40)));
                    break;
                case 2:
                    body.InsertRange(at, "[]{}\",:0e\\u"u8[..random.Next(11)].ToArray());
                    break;
                case 3:
                    body.InsertRange(at, body.Take(random.Next(200)).ToArray());
                    break;
                case 4:
                    body.InsertRange(at, "\\ud800"u8.ToArray());
                    break;
                default:
                    body.InsertRange(at, Enumerable.Repeat((byte)"[{\"9"[random.Next(4)], random.Next(100)));
                    break;
            }
        }

        return [.. body];
    }

    /// <summary>So many blanks, of which nobody says beforehand how many they are.</summary>
    private sealed class Blanks(int count) : MemoryStream(Encoding.ASCII.GetBytes(new string(' ', count)))
    {
        public override bool CanSeek => false;
    }
}
