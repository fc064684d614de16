using System.Security.Cryptography;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Domain.Tests.Subscriptions;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long At = 1614265330;

    private static readonly byte[] s_body = "{\"test\": 2432232314}"u8.ToArray();

    /// <summary>The vector that implementations of Standard Webhooks are tested by.</summary>
    [Fact]
    public void A_signature_is_that_of_the_known_vector() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSignature.Sign(Id, At, s_body, [Parse(Secret)]));

    [Fact]
    public void Each_secret_that_is_valid_signs()
    {
        var other = RandomNumberGenerator.GetBytes(32);
        var both = WebhookSignature.Sign(Id, At, s_body, [other, Parse(Secret)]).Split(' ');
        Assert.Equal([WebhookSignature.Sign(Id, At, s_body, [other]), WebhookSignature.Sign(Id, At, s_body, [Parse(Secret)])], both);
    }

    [Fact]
    public void Id_time_and_body_are_signed()
    {
        var signatures = new[]
        {
            WebhookSignature.Sign(Id, At, s_body, [Parse(Secret)]),
            WebhookSignature.Sign(Id + "x", At, s_body, [Parse(Secret)]),
            WebhookSignature.Sign(Id, At + 1, s_body, [Parse(Secret)]),
            WebhookSignature.Sign(Id, At, [.. s_body, 32], [Parse(Secret)]),
        };
        Assert.Equal(4, signatures.Distinct().Count());
    }

    [Fact]
    public void A_secret_is_written_and_read()
    {
        var secret = RandomNumberGenerator.GetBytes(WebhookSecret.Size);
        var text = WebhookSecret.ToText(secret);
        Assert.StartsWith("whsec_", text, StringComparison.Ordinal);
        Assert.Equal(secret, Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_not base 64!")]
    public void A_text_that_is_no_secret_or_too_short_a_one_is_refused(string? text) => Assert.False(WebhookSecret.TryParse(text, out _));

    private static byte[] Parse(string text) => WebhookSecret.TryParse(text, out var secret) ? secret : throw new FormatException(text);
}
