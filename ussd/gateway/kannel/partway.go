package kannel

import "sync"

// partway remembers how many parts of a message were taken when the next was not. It is for
// this process and for the last few thousand; what it forgets is sent from the beginning.
type partway struct {
	mu    sync.Mutex
	count map[string]int
	queue []string
}

const mostPartway = 1 << 12

func newPartway() *partway { return &partway{count: map[string]int{}} }

func (p *partway) taken(ref string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count[ref]
}

func (p *partway) note(ref string, parts int) {
	if ref == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.count[ref]; !known {
		if p.queue = append(p.queue, ref); len(p.queue) > mostPartway {
			delete(p.count, p.queue[0])
			p.queue = p.queue[1:]
		}
	}
	p.count[ref] = parts
}

// forget drops a message that was taken whole. Its place in the queue goes by and by.
func (p *partway) forget(ref string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, known := p.count[ref]; !known {
		return
	}
	delete(p.count, ref)
	for i, queued := range p.queue {
		if queued == ref {
			p.queue = append(p.queue[:i], p.queue[i+1:]...)
			break
		}
	}
}
