package wire

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// permitted makes connections to addresses that permit takes. It is asked
// between resolving the name and connecting, for each address that is tried,
// so that a name which resolves differently the second time gains nothing.
func permitted(permit func(host string, addr netip.Addr) bool) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, fmt.Errorf("connecting to %s: %w", address, err)
		}
		d := net.Dialer{ControlContext: func(_ context.Context, _, resolved string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(resolved)
			if err != nil || !permit(host, at.Addr()) {
				return fmt.Errorf("connecting to %s at %s: %w", host, resolved, ErrAddress)
			}
			return nil
		}}
		return d.DialContext(ctx, network, address)
	}
}
